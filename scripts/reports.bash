# shellcheck shell=bash
# Counting what Maven's test reports say. Sourced by ./run-tests.

remove_old_reports() {
  rm -rf "$root"/*/target/surefire-reports "$root"/*/target/failsafe-reports
}

# Prints one line per test of all reports: passed, failed or skipped, a tab, CLASS#METHOD.
test_results() {
  find "$root" -path "$root/*/target/*-reports/TEST-*.xml" -print0 |
    xargs -0 -r cat |
    awk '
      function attribute(line, name,    rest) {
        if (!match(line, " " name "=\"[^\"]*\"")) return ""
        rest = substr(line, RSTART + length(name) + 3, RLENGTH - length(name) - 4)
        return rest
      }
      function finish() {
        if (test != "") print outcome "\t" test
        test = ""
      }
      # Text of tests may hold anything; it is in CDATA, which is passed over.
      cdata { if (/\]\]>/) cdata = 0; else next }
      /^ *<testcase / {
        finish()
        test = attribute($0, "classname") "#" attribute($0, "name")
        outcome = "passed"
      }
      /^ *<(failure|error)[ >]/ { outcome = "failed" }
      /^ *<skipped/ { outcome = "skipped" }
      /<\/testsuite>/ { finish() }
      /<!\[CDATA\[/ && !/\]\]>/ { cdata = 1 }
      END { finish() }'
}

# Prints those tests of standard input that scripts/skipped-tests.txt does not give a reason for.
without_reason() {
  local test
  while read -r test; do
    grep -v '^#' "$root/scripts/skipped-tests.txt" | grep -qF -- "$test " || printf '%s\n' "$test"
  done
}

# Prints what failed, what was skipped, and the counts as the last line. Fails where a test failed,
# was skipped without a reason, or where there was none at all.
report_counts() {
  local results passed failed skipped unexplained
  results=$(test_results)
  passed=$(grep -c '^passed' <<<"$results") || true
  failed=$(grep -c '^failed' <<<"$results") || true
  skipped=$(grep -c '^skipped' <<<"$results") || true
  unexplained=$(sed -n 's/^skipped\t//p' <<<"$results" | without_reason)
  ((failed == 0)) || sed -n 's/^failed\t/FAILED  /p' <<<"$results"
  ((skipped == 0)) || sed -n 's/^skipped\t/SKIPPED /p' <<<"$results"
  [[ -z $unexplained ]] ||
    printf 'Skipped without a reason in scripts/skipped-tests.txt, which counts as failed:\n%s\n' "$unexplained"
  printf '%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
  ((passed > 0 && failed == 0)) && [[ -z $unexplained ]]
}

# shellcheck shell=bash
# Building, only where something changed. Sourced by ./quickstart.

# Succeeds where every source is older than what was assembled from it. Packaging makes the folder
# `native` anew each time, last, so its time is the time of the build.
is_built() {
  local stamp=$root/target/distfs/native newer
  compgen -G "$root/target/distfs/lib/distfs-cli-*.jar" >/dev/null || return 1
  [[ -d $stamp ]] || return 1
  newer=$(find "$root/pom.xml" "$root"/*/pom.xml "$root"/*/src/main -newer "$stamp" -print -quit)
  [[ -z $newer ]]
}

# Builds what the launchers run, without tests.
build_if_needed() {
  is_built && return 0
  ensure_maven
  local log=$root/target/quickstart-build.log
  mkdir -p "$root/target"
  say "Building (the first time takes some minutes; $log)"
  (cd "$root" && mvn -B -Dmaven.test.skip=true -pl packaging,benchmarks -am package) >"$log" 2>&1 || {
    tail -n 40 "$log" >&2
    die "the build failed; the whole output is in $log"
  }
}

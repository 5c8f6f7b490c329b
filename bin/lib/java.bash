# shellcheck shell=bash
# Finding a Java. Sourced by the launchers, ./quickstart and ./run-tests.

# The oldest Java that DistFS runs on.
readonly DISTFS_JAVA_MIN=25

# Prints the feature release (25) of the Java in folder $1; nothing when there is none. The `release`
# file is read first because starting a JVM only to ask it costs a tenth of a second.
java_release_of() {
  local home=$1 version=
  [[ -x $home/bin/java ]] || return 0
  if [[ -r $home/release ]]; then
    version=$(sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9][0-9]*\).*/\1/p' "$home/release")
  fi
  if [[ -z $version ]]; then
    version=$("$home/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9][0-9]*\).*/\1/p')
  fi
  printf '%s' "$version"
}

# Prints the home of the first Java new enough that has program $1 (java or javac): JAVA_HOME, then
# PATH, then /usr/lib/jvm. Fails when there is none.
find_java_home() {
  local program=$1 home release
  local -a homes=()
  [[ -z ${JAVA_HOME-} ]] || homes+=("$JAVA_HOME")
  home=$(command -v "$program") && home=$(readlink -f "$home") && homes+=("${home%/bin/*}")
  homes+=(/usr/lib/jvm/*)
  for home in "${homes[@]}"; do
    [[ -x $home/bin/$program ]] || continue
    release=$(java_release_of "$home")
    if [[ -n $release ]] && ((release >= DISTFS_JAVA_MIN)); then
      printf '%s\n' "$home"
      return 0
    fi
  done
  return 1
}

# Says on standard error what to install where find_java_home found nothing for program $1.
explain_missing_java() {
  local what=runtime
  [[ $1 == java ]] || what=JDK
  cat >&2 <<EOF
No Java $what of release $DISTFS_JAVA_MIN or newer was found in JAVA_HOME (${JAVA_HOME:-not set}), in PATH or in /usr/lib/jvm.
Install one (package openjdk-$DISTFS_JAVA_MIN-jdk-headless where your distribution has it, otherwise temurin-$DISTFS_JAVA_MIN-jdk
from https://adoptium.net/installation/linux) or set JAVA_HOME to where it is.
EOF
}

# shellcheck shell=bash
# Starting a DistFS program on the JVM. Sourced by the launchers; works in a checkout (jars in
# target/distfs) and installed (jars in PREFIX/share/distfs).

launch_folder=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
# shellcheck source=bin/lib/java.bash
source "$launch_folder/java.bash"

# Prints the folder that holds lib/ and native/; fails with what to do where there is none.
distribution_folder() {
  local checkout folder
  checkout=$(readlink -m "$launch_folder/../..")
  for folder in "${launch_folder%/*}" "$checkout/target/distfs"; do
    if compgen -G "$folder/lib/distfs-shared-*.jar" >/dev/null; then
      printf '%s\n' "$folder"
      return 0
    fi
  done
  echo "DistFS is not built: no jars in $checkout/target/distfs/lib. Run ./quickstart, or mvn package." >&2
  return 1
}

# Prints the folder for class archives of the distribution in $1, made if need be; fails where none can
# be written. An archive is trusted by the JVM like code: only its owner may write there.
archive_folder() {
  local folder
  if [[ $1 == */target/distfs ]]; then # a checkout: they go with it
    folder=${1%/distfs}/class-archives
  elif [[ -n ${CACHE_DIRECTORY-} ]]; then # systemd's CacheDirectory=
    folder=$CACHE_DIRECTORY
  elif ((EUID == 0)); then
    folder=/var/cache/distfs
  elif [[ -n ${HOME-} ]]; then
    folder=${XDG_CACHE_HOME:-$HOME/.cache}/distfs
  else
    return 1
  fi
  (umask 077 && mkdir -p "$folder") 2>/dev/null && [[ -O $folder && -w $folder ]] || return 1
  printf '%s\n' "$folder"
}

# Prints the class archive for program $1 of the distribution in $2, called with the arguments that
# follow: one for each subcommand, because what `format` loads is little of what a server does. The name
# holds a sum over the jars: the JVM refuses an archive of other jars, and would never write it again.
# Those of earlier jars are removed. Fails where the run is too short to be worth an archive.
class_archive() {
  local program=$1 folder=$2 archives argument sum archive
  shift 2
  for argument in "$@"; do
    case $argument in -h | --help | -V | --version) return 1 ;; esac
  done
  if [[ ${1-} =~ ^[a-z]+$ ]]; then program+=-$1; fi
  archives=$(archive_folder "$folder") || return 1
  sum=$(stat -L -c '%n %s %Y' "$folder"/lib/*.jar | cksum)
  archive=$archives/$program.${sum% *}.jsa
  if [[ ! -e $archive ]]; then rm -f "$archives/$program".*.jsa "$archives/$program.jsa"; fi
  printf '%s\n' "$archive"
}

# What the JDK does while a program starts and hardly ever after.
start_only=(
  'java.lang.Class::*' 'java.lang.ClassLoader::*' 'java.lang.classfile.*::*'
  'java.lang.invoke.BootstrapMethodInvoker::*' 'java.lang.invoke.InvokerBytecodeGenerator*::*'
  'java.lang.invoke.LambdaForm::*' 'java.lang.invoke.LambdaForm$Name::*'
  'java.lang.invoke.LambdaFormEditor*::*' 'java.lang.invoke.MemberName*::*'
  'java.lang.invoke.MethodHandles*::*' 'java.lang.invoke.MethodType*::*'
  'java.io.DataInputStream::*' 'java.math.BigInteger::*'
  'java.util.jar.*::*' 'java.util.zip.ZipCoder*::*' 'java.util.zip.ZipFile*::*'
  'jdk.internal.classfile.*::*' 'jdk.internal.jimage.*::*' 'jdk.internal.loader.*::*'
  'jdk.internal.util.ReferencedKeyMap::*' 'sun.invoke.*::*' 'sun.util.locale.*::*'
)

# launch NAME MAIN_CLASS JVM_OPTION... -- ARGUMENT...
# Becomes the JVM: the process id of the caller is the one to signal and to wait for.
# The array launch_prefix, where set, is a command to run the JVM under, such as setsid.
launch() {
  local name=$1 main=$2 home folder archive
  local -a options=()
  shift 2
  while [[ $1 != -- ]]; do
    options+=("$1")
    shift
  done
  shift

  home=$(find_java_home java) || {
    explain_missing_java java
    exit 1
  }
  folder=$(distribution_folder) || exit 1

  # jnr and Netty reach native memory; Java $DISTFS_JAVA_MIN would warn of each or refuse.
  options+=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow)
  # RocksDB's library is mapped from here instead of being unpacked into /tmp at each start, where
  # a kill -9 would leave it.
  options+=("-Djava.library.path=$folder/native")
  # Compiled in full after fewer calls than by default: a server or mount just started reaches its
  # speed after half as many operations (docs/decisions/figures.md).
  options+=(-XX:Tier4InvocationThreshold=1000 -XX:Tier4MinInvocationThreshold=200
    -XX:Tier4CompileThreshold=3000 -XX:Tier4BackEdgeThreshold=10000)
  # Not so what only a start does, loading classes and linking calls: to compile that in full took longer
  # than it ever runs, a third to a half of all that was spent on compiling in the first ten seconds.
  local methods
  options+=(-XX:CompileCommand=quiet)
  for methods in "${start_only[@]}"; do
    options+=("-XX:CompileCommand=CompileThresholdScaling,$methods,10.0")
  done
  # Netty's events for the flight recorder would load the recorder at each start.
  options+=(-Dio.netty.jfr.enabled=false)
  # Buffers that leak are for the tests to find, which look at each; here it would cost a stack trace
  # now and then.
  options+=(-Dio.netty.leakDetection.level=disabled)
  # All programs run from the same jars; each has a logging set-up of its own in them.
  options+=("-Dlogback.configurationFile=logback-$name.xml")
  # Start-up: loaded classes are kept between runs, in an archive that the JVM writes when it first
  # ends and checks against its own version and the class path. DISTFS_CLASS_ARCHIVE=off goes without.
  if [[ ${DISTFS_CLASS_ARCHIVE:-on} != off ]] &&
    archive=$(class_archive "$name" "$folder" "$@"); then
    options+=(-XX:+AutoCreateSharedArchive "-XX:SharedArchiveFile=$archive")
    options+=(-Xlog:cds=off -Xlog:cds+dynamic=off -Xlog:aot=off)
  fi

  # JRaft takes the JVM's own signal for suspending threads (SIGUSR2) for itself and answers it with
  # files in the working folder: a profiler would fill that, and see nothing. Give the JVM another.
  export _JAVA_SR_SIGNUM=${_JAVA_SR_SIGNUM:-38}
  # Few malloc arenas: with one per thread, freed native memory stays resident.
  export MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-2}
  # Arguments and paths are decoded by the locale; in the C locale a name that is not ASCII is lost.
  case ${LC_ALL:-${LC_CTYPE:-${LANG-}}} in
    *[Uu][Tt][Ff]*8*) ;;
    *) export LC_ALL=C.UTF-8 ;;
  esac

  local -a more=()
  read -ra more <<<"${DISTFS_JAVA_OPTS-}"
  exec ${launch_prefix[@]+"${launch_prefix[@]}"} "$home/bin/java" "${options[@]}" "${more[@]}" -cp "$folder/lib/*" "$main" "$@"
}

# shellcheck shell=bash
# Setting up a machine: packages, a JDK, the mount helper. Sourced by ./quickstart and ./run-tests.
# Everything here is harmless to repeat and quick when nothing is missing.

# shellcheck source=bin/lib/java.bash
source "$root/bin/lib/java.bash"

say() { printf '%s\n' "$*"; }

die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# Runs a command as root: directly, or through sudo.
as_root() {
  if ((EUID == 0)); then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "this needs root, and there is no sudo: $*"
  fi
}

# Succeeds where package $1 is installed.
has_package() {
  [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# Succeeds where apt could install package $1.
can_install() {
  [[ $(apt-cache policy "$1" 2>/dev/null) =~ Candidate:\ [^\(] ]]
}

# Fetches apt's package lists, once per run.
update_package_lists() {
  [[ -z ${package_lists_updated-} ]] || return 0
  package_lists_updated=yes
  say "Updating the package lists"
  as_root apt-get update -qq || die "apt-get update failed; is the network there?"
}

# Installs those of the packages named that are missing.
install_packages() {
  local package
  local -a missing=()
  for package in "$@"; do
    has_package "$package" || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  for package in "${missing[@]}"; do
    can_install "$package" || update_package_lists
  done
  say "Installing ${missing[*]}"
  if ! try_install "${missing[@]}"; then
    update_package_lists # what the lists name may be gone from the mirror
    try_install "${missing[@]}" || die "apt-get install ${missing[*]} failed"
  fi
}

try_install() {
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# Without apt nothing is installed: what is missing is named instead.
require_apt() {
  command -v apt-get >/dev/null || die "there is no apt-get here; install by hand: $*"
}

# libfuse 2 and fusermount. The packages fuse and fuse3 exclude each other, and either will do.
ensure_fuse() {
  if ! /sbin/ldconfig -p | grep -q 'libfuse\.so\.2 '; then
    require_apt "libfuse 2 (libfuse.so.2)"
    can_install libfuse2 || can_install libfuse2t64 || update_package_lists
    if can_install libfuse2t64; then
      install_packages libfuse2t64
    else
      install_packages libfuse2
    fi
  fi
  if ! command -v fusermount >/dev/null && ! command -v fusermount3 >/dev/null; then
    require_apt "fuse3 (fusermount3)"
    install_packages fuse3
  fi
  [[ -e /dev/fuse ]] || as_root modprobe fuse 2>/dev/null || true
  [[ -e /dev/fuse ]] || die "there is no /dev/fuse: load the kernel module fuse, or give this container the device"
}

# A JDK to build and run with; exports JAVA_HOME, because the formatter runs in Maven's own JVM.
ensure_jdk() {
  local home
  if ! home=$(find_java_home javac); then
    if command -v apt-get >/dev/null; then
      local package=openjdk-$DISTFS_JAVA_MIN-jdk-headless
      can_install "$package" || update_package_lists
      ! can_install "$package" || install_packages "$package"
    fi
    home=$(find_java_home javac) || {
      explain_missing_java javac
      exit 1
    }
  fi
  export JAVA_HOME=$home
}

ensure_maven() {
  command -v mvn >/dev/null && return 0
  require_apt "Maven (mvn)"
  install_packages maven
}

# What `mount -t fuse.distfs` and /etc/fstab call. A file put there by a package is left alone.
ensure_mount_helper() {
  local helper=/sbin/mount.fuse.distfs target=$root/bin/mount.fuse.distfs
  ((EUID == 0)) || return 0
  [[ $(readlink "$helper" 2>/dev/null) != "$target" ]] || return 0
  [[ ! -e $helper || -L $helper ]] || return 0
  ln -sfn "$target" "$helper"
}

# shellcheck shell=bash
# One instance of the quick start: a data folder, its server processes and its mount. Sourced by
# ./quickstart, which sets `data`. Layout of the data folder:
#
#   quickstart.state   what was started: mode, port, mount point (the mark of a folder of ours)
#   embedded/          the data of the embedded server, or
#   server-N/          the data of server process N, with server-N.yaml
#   run/*.pid log/*.log

readonly HOST=127.0.0.1
readonly PORT_DEFAULT=7400
readonly STOP_SECONDS_MAX=60
readonly READY_SECONDS_MAX=60

state_file() { printf '%s/quickstart.state' "$data"; }

# Sets mode, port and mount_point as they were at the last start; fails where there was none.
read_state() {
  local key value
  [[ -r $(state_file) ]] || return 1
  while IFS='=' read -r key value; do
    case $key in
      mode) mode=$value ;;
      port) port=$value ;;
      mount_point) mount_point=$value ;;
      *) die "$(state_file) has an unknown line: $key" ;;
    esac
  done <"$(state_file)"
}

write_state() {
  local new
  new=$(state_file).new
  printf 'mode=%s\nport=%s\nmount_point=%s\n' "$mode" "$port" "$mount_point" >"$new"
  mv "$new" "$(state_file)"
}

# Prints the process id in file run/$1.pid where that is a live DistFS process. The command line is
# looked at because ids are used again after a reboot.
live_pid() {
  local file=$data/run/$1.pid pid
  [[ -r $file ]] || return 1
  read -r pid <"$file" || [[ -n $pid ]] || return 1
  [[ $pid =~ ^[0-9]+$ ]] || return 1
  tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -q ' io\.distfs\.' || return 1
  printf '%s\n' "$pid"
}

# The number of server processes: none where the server is embedded in the mount.
server_count() {
  if [[ $mode == embedded ]]; then echo 0; else echo "${mode#servers-}"; fi
}

# The addresses that clients use, by commas.
server_addresses() {
  local count n addresses=
  count=$(server_count)
  if ((count == 0)); then
    printf '%s:%s' "$HOST" "$port"
    return
  fi
  for ((n = 1; n <= count; n++)); do
    addresses+=${addresses:+,}$HOST:$((port + n))
  done
  printf '%s' "$addresses"
}

# Prints "TYPE SOURCE" of what is mounted on folder $1, the topmost; nothing where nothing is.
mounted_on() {
  { findmnt -n -r -o FSTYPE,SOURCE --mountpoint "$1" 2>/dev/null || true; } | tail -n 1
}

is_distfs_mount() { [[ $(mounted_on "$1") == fuse.distfs\ * ]]; }

# Succeeds where df answers; a mount whose process is gone or stuck does not, so that is bounded.
df_works() { timeout 10 df -P "$1" >/dev/null 2>&1; }

# Succeeds for a mount whose process is gone. One that fails otherwise, or is slow, may be somebody's.
is_dead_mount() {
  local answer
  answer=$(LC_ALL=C timeout 10 df -P "$1" 2>&1 >/dev/null) || true
  [[ $answer == *'Transport endpoint is not connected'* ]]
}

unmount() {
  if ((EUID == 0)); then
    umount "$@"
  else
    local option=-u
    [[ $1 != -l ]] || { option=-uz && shift; }
    "$(command -v fusermount || command -v fusermount3)" "$option" "$1"
  fi
}

# Waits until process $1 has ended, at most STOP_SECONDS_MAX; fails where it lives on.
await_end() {
  local pid=$1 deadline=$((SECONDS + STOP_SECONDS_MAX))
  while kill -0 "$pid" 2>/dev/null; do
    ((SECONDS < deadline)) || return 1
    sleep 0.1
  done
}

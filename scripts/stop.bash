# shellcheck shell=bash
# Stopping an instance (instance.bash). Sourced by ./quickstart.

stop_mount() {
  local pid=
  pid=$(live_pid mount) || true
  if is_distfs_mount "$mount_point"; then
    if [[ -z $pid ]]; then
      unmount -l "$mount_point" || die "the stale mount on $mount_point cannot be removed"
    elif ! unmount "$mount_point"; then
      die "$mount_point is in use and stays mounted (see what uses it: fuser -vm $mount_point)"
    fi
  elif [[ -n $pid ]]; then
    kill -TERM "$pid"
  fi
  if [[ -n $pid ]]; then
    await_end "$pid" || die "the mount process $pid has not ended after $STOP_SECONDS_MAX s; its log is $data/log/mount.log"
  fi
  rm -f "$data/run/mount.pid"
}

stop_servers() {
  local n count pid
  local -a running=()
  count=$(server_count)
  for ((n = 1; n <= count; n++)); do
    pid=$(live_pid "server-$n") || continue
    kill -TERM "$pid"
    running+=("$pid")
  done
  for pid in ${running[@]+"${running[@]}"}; do
    await_end "$pid" || die "the server process $pid has not ended after $STOP_SECONDS_MAX s; logs are in $data/log"
  done
  rm -f "$data"/run/server-*.pid
}

stop_instance() {
  stop_mount
  stop_servers
}

# Removes the data folder; only one that carries our mark.
wipe_instance() {
  [[ -f $(state_file) ]] || die "$data was not made by quickstart; not removed"
  rm -rf "$data"
}

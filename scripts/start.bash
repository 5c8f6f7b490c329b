# shellcheck shell=bash
# Starting an instance (instance.bash). Sourced by ./quickstart.

# Refuses a mount point that is not ours to use; removes a stale mount of our own.
prepare_mount_point() {
  local mounted
  mounted=$(mounted_on "$mount_point")
  if [[ -n $mounted ]]; then
    is_distfs_mount "$mount_point" || die "$mount_point is in use: ${mounted/ / from } is mounted there"
    is_dead_mount "$mount_point" ||
      die "$mount_point is in use by a DistFS mount that is not of $data"
    say "Removing a stale DistFS mount from $mount_point"
    unmount -l "$mount_point" || die "the stale mount on $mount_point cannot be removed"
  fi
  mkdir -p "$mount_point" 2>/dev/null ||
    die "$mount_point cannot be made: run as root, or name a folder of yours: ./quickstart MOUNTPOINT"
  [[ -z $(ls -A "$mount_point") ]] || die "$mount_point is not empty"
}

# Formats server process $1 on first use. It is made beside and then renamed, so that a folder
# server-N is always a whole one.
format_server() {
  local n=$1 count folder=$data/server-$1
  [[ ! -d $folder ]] || return 0
  count=$(server_count)
  rm -rf "$folder.new"
  write_server_config "$n" "$folder.new" "$folder.new.yaml"
  local -a arguments=(format --config "$folder.new.yaml" --id "$n")
  if ((n == 1)); then
    ((count == 1)) || arguments+=(--servers "$(server_addresses)")
  else
    arguments+=(--cluster "$data/server-1/cluster.json")
  fi
  "$root/bin/distfs-server" "${arguments[@]}" >>"$data/log/server-$n.log" 2>&1 || {
    tail -n 20 "$data/log/server-$n.log" >&2
    die "formatting server $n failed"
  }
  mv "$folder.new" "$folder"
  rm "$folder.new.yaml"
}

write_server_config() { # N DATA FILE
  printf 'data: %s\nlisten: %s:%s\n' "$2" "$HOST" $((port + $1)) >"$3"
}

start_server() {
  local n=$1 config=$data/server-$1.yaml log=$data/log/server-$1.log
  live_pid "server-$n" >/dev/null && return 0
  write_server_config "$n" "$data/server-$n" "$config"
  setsid "$root/bin/distfs-server" --config "$config" </dev/null >>"$log" 2>&1 &
  echo $! >"$data/run/server-$n.pid"
}

# Waits until server $1 takes connections; says why where it ends or takes too long.
await_server() {
  local n=$1 log=$data/log/server-$1.log deadline=$((SECONDS + READY_SECONDS_MAX)) pid
  read -r pid <"$data/run/server-$n.pid"
  until (: <"/dev/tcp/$HOST/$((port + n))") 2>/dev/null; do
    kill -0 "$pid" 2>/dev/null || {
      tail -n 20 "$log" >&2
      die "server $n ended while starting; its log is $log"
    }
    ((SECONDS < deadline)) || die "server $n does not answer after $READY_SECONDS_MAX s; its log is $log"
    sleep 0.05
  done
}

start_servers() {
  local n count
  count=$(server_count)
  for ((n = 1; n <= count; n++)); do format_server "$n"; done
  for ((n = 1; n <= count; n++)); do start_server "$n"; done
  for ((n = 1; n <= count; n++)); do await_server "$n"; done
}

start_mount() {
  local -a source=(--servers "$(server_addresses)")
  [[ $mode != embedded ]] || source=(--embedded "$data/embedded" --listen "$(server_addresses)")
  "$root/bin/distfs-mount" "$mount_point" "${source[@]}" \
    --pid-file "$data/run/mount.pid" --log-file "$data/log/mount.log" ||
    die "mounting failed; the log is $data/log/mount.log"
  local deadline=$((SECONDS + READY_SECONDS_MAX))
  until df_works "$mount_point" && is_distfs_mount "$mount_point"; do
    ((SECONDS < deadline)) ||
      die "df $mount_point does not answer after $READY_SECONDS_MAX s; the log is $data/log/mount.log"
    sleep 0.1
  done
}

# What is asked for must be what the data folder holds and what runs already. The port is part of
# what was formatted; where none was asked for it is the one of the last start.
refuse_another_shape() {
  local wanted_mode=$mode wanted_port=$port wanted_mount_point=$mount_point
  if ! read_state; then
    port=${port:-$PORT_DEFAULT}
    return 0
  fi
  [[ $mode == "$wanted_mode" ]] ||
    die "$data holds data of mode $mode, not $wanted_mode: choose another folder with --data, or --stop --wipe"
  [[ ${wanted_port:-$port} == "$port" ]] ||
    die "$data was formatted for port $port, not $wanted_port: choose another folder with --data, or --stop --wipe"
  if live_pid mount >/dev/null && [[ $mount_point != "$wanted_mount_point" ]]; then
    die "$data is already mounted on $mount_point: ./quickstart --stop first"
  fi
  mount_point=$wanted_mount_point
}

start_instance() {
  refuse_another_shape
  if live_pid mount >/dev/null && is_distfs_mount "$mount_point" && df_works "$mount_point"; then
    start_servers # one of three may have died
    say "DistFS is already mounted on $mount_point."
    return 0
  fi
  ! live_pid mount >/dev/null || stop_instance # its mount is gone or stuck
  prepare_mount_point
  mkdir -p "$data/run" "$data/log"
  chmod 700 "$data"
  write_state
  start_servers
  start_mount
  say "DistFS is mounted on $mount_point."
}

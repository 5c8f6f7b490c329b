# shellcheck shell=bash
# Telling how an instance is (instance.bash). Sourced by ./quickstart.

# mounted: all runs; degraded: mounted, but a server process is gone; stale: a mount whose process
# is gone or does not answer; stopped: nothing runs.
instance_state() {
  local n count
  if ! is_distfs_mount "$mount_point"; then
    echo stopped
  elif ! live_pid mount >/dev/null || ! df_works "$mount_point"; then
    echo stale
  else
    count=$(server_count)
    for ((n = 1; n <= count; n++)); do
      live_pid "server-$n" >/dev/null || {
        echo degraded
        return
      }
    done
    echo mounted
  fi
}

# Prints one line for each server: ADDRESS, PID or -, DATA, LOG; by tabs.
server_rows() {
  local n count pid
  count=$(server_count)
  if ((count == 0)); then
    pid=$(live_pid mount) || pid=-
    printf '%s\t%s\t%s\t%s\n' "$(server_addresses)" "$pid" "$data/embedded" "$data/log/mount.log"
  fi
  for ((n = 1; n <= count; n++)); do
    pid=$(live_pid "server-$n") || pid=-
    printf '%s\t%s\t%s\t%s\n' "$HOST:$((port + n))" "$pid" "$data/server-$n" "$data/log/server-$n.log"
  done
}

print_status() {
  local address pid folder log
  printf 'state        %s\n' "$(instance_state)"
  printf 'mount point  %s (pid %s, log %s)\n' \
    "$mount_point" "$(live_pid mount || echo -)" "$data/log/mount.log"
  while IFS=$'\t' read -r address pid folder log; do
    printf 'server       %s (pid %s, data %s, log %s)\n' "$address" "$pid" "$folder" "$log"
  done < <(server_rows)
}

# Prints $1 as a JSON string.
json_string() {
  local text=$1 out= char code i
  for ((i = 0; i < ${#text}; i++)); do
    char=${text:i:1}
    case $char in
      '"' | \\) out+=\\$char ;;
      [[:cntrl:]])
        printf -v code '\\u%04x' "'$char"
        out+=$code
        ;;
      *) out+=$char ;;
    esac
  done
  printf '"%s"' "$out"
}

json_pid() { if [[ $1 == - ]]; then echo null; else echo "$1"; fi; }

print_status_json() {
  local address pid folder log separator=
  printf '{"state":%s,"mode":%s,"data":%s,' \
    "$(json_string "$(instance_state)")" "$(json_string "$mode")" "$(json_string "$data")"
  printf '"mount":{"mountPoint":%s,"pid":%s,"log":%s},"servers":[' \
    "$(json_string "$mount_point")" "$(json_pid "$(live_pid mount || echo -)")" \
    "$(json_string "$data/log/mount.log")"
  while IFS=$'\t' read -r address pid folder log; do
    printf '%s{"address":%s,"pid":%s,"data":%s,"log":%s}' "$separator" "$(json_string "$address")" \
      "$(json_pid "$pid")" "$(json_string "$folder")" "$(json_string "$log")"
    separator=,
  done < <(server_rows)
  printf ']}\n'
}

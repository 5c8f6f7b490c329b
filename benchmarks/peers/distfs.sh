#!/bin/bash
# DistFS beside the peers of the comparison: three servers, replicas 3, durable defaults, in a network
# namespace of its own. Copy (or link) it next to the other peers/*.sh and their lib.sh, with
# DISTFS_HOME naming a built checkout.
#   peers/distfs.sh up DIR MOUNT | remount | restart | mount2 MOUNT2 | umount2 MOUNT2 | pids | down
# shellcheck disable=SC1091,SC2034,SC2317 # lib.sh is the comparison's; it calls the p_ functions
NAME=distfs
. "$(dirname "$0")/lib.sh"
HOME_DISTFS=${DISTFS_HOME:?set DISTFS_HOME to a built DistFS checkout}
SERVERS=127.0.0.1:7401,127.0.0.1:7402,127.0.0.1:7403
need java

server_config() { # N
  printf 'data: %s\nlisten: 127.0.0.1:740%s\ncapacity: 6GiB\n' "$DIR/s$1" "$1" > "$DIR/s$1.yaml"
}
start_server() { # N; by exec, so that the pid kept is the server's own and not a shell's around it
  (exec nsenter --net="$NS" setsid "$HOME_DISTFS/bin/distfs-server" --config "$DIR/s$1.yaml" \
    >> "$DIR/s$1.log" 2>&1 < /dev/null 8>&- 9>&-) &
  echo $! > "$DIR/s$1.pid"
}
stop_servers() {
  local i p
  for i in 1 2 3; do p=$(cat "$DIR/s$i.pid" 2>/dev/null) && kill "$p" 2>/dev/null; done
  for i in 1 2 3; do
    p=$(cat "$DIR/s$i.pid" 2>/dev/null) || continue
    for _ in $(seq 100); do kill -0 "$p" 2>/dev/null || break; sleep 0.1; done
  done
}
p_up() {
  ns_up
  local i
  for i in 1 2 3; do
    server_config $i
    [ -e "$DIR/s$i/server.json" ] && continue
    if [ $i = 1 ]; then
      "$HOME_DISTFS/bin/distfs-server" format --config "$DIR/s1.yaml" --servers "$SERVERS" --id 1 \
        > "$DIR/format.log" 2>&1 || { cat "$DIR/format.log"; die format; }
    else
      "$HOME_DISTFS/bin/distfs-server" format --config "$DIR/s$i.yaml" \
        --cluster "$DIR/s1/cluster.json" --id $i > "$DIR/format.log" 2>&1 \
        || { cat "$DIR/format.log"; die format; }
    fi
  done
  for i in 1 2 3; do start_server $i; done
}
p_mount() { # MOUNT
  nsx "$HOME_DISTFS/bin/distfs-mount" "$1" --servers "$SERVERS" > "$DIR/mount.log" 2>&1 \
    || { cat "$DIR/mount.log"; die mount; }
  wait_mnt "$1"
}
p_down() { stop_servers; }
if [ "${1:-}" = restart ]; then # cold to the bottom: servers too
  load_env || die "not up"
  um "$MOUNT"
  stop_servers
  for i in 1 2 3; do start_server $i; done
  p_mount "$MOUNT"
  exit 0
fi
main "$@"

#!/usr/bin/env bash
# PostgreSQL on a folder: initdb, pgbench, kill -9 in the middle and recovery, some rounds.
# usage: postgres.sh FOLDER ROUNDS SECONDS, as root; the servers run as the user postgres.
#
# After each recovery the history must hold exactly one row for each transfer that pgbench was told
# is committed (none lost; one more for each client whose answer the kill may have swallowed), and
# the balances must be what the history says.
set -euo pipefail

folder=$1 rounds=$2 seconds=$3
clients=4
bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -1)
logs=$(mktemp -d)
trap 'kill -9 "$(head -1 "$folder/data/postmaster.pid" 2>/dev/null)" 2>/dev/null || true
  rm -rf "$logs"' EXIT

as_postgres() { (cd / && runuser -u postgres -- "$@"); }

die() {
  echo "$*" >&2
  tail -30 "$folder/log" >&2
  exit 1
}

start() {
  as_postgres "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w -t 120 \
    -o "-k $folder -c listen_addresses=''" start >/dev/null || die "PostgreSQL does not start"
}

sql() { as_postgres "$bin/psql" -h "$folder" -X -q -A -t -v ON_ERROR_STOP=1 -d bench "$@"; }

bench() { as_postgres "$bin/pgbench" -h "$folder" "$@" bench; }

# kill -9 of the postmaster; its children see it and leave, and only then may another start.
kill_server() {
  local postmaster
  postmaster=$(head -1 "$folder/data/postmaster.pid")
  kill -9 "$postmaster"
  for _ in $(seq 600); do
    if ! kill -0 "$postmaster" 2>/dev/null && ! pgrep -u postgres -f '^postgres: ' >/dev/null; then
      return 0
    fi
    sleep 0.1
  done
  die "PostgreSQL goes on after kill -9"
}

mkdir -m 700 "$folder"
chown postgres "$folder" "$logs"
as_postgres "$bin/initdb" -D "$folder/data" -k -A trust --no-locale -E UTF8 >/dev/null
start
as_postgres "$bin/createdb" -h "$folder" bench
bench -i -s 5 -q 2>/dev/null
for round in $(seq "$rounds"); do
  sql -c 'truncate pgbench_history' -c 'update pgbench_accounts set abalance = 0' \
    -c 'update pgbench_tellers set tbalance = 0' -c 'update pgbench_branches set bbalance = 0'
  bench -n -c "$clients" -j 2 -T "$seconds" -l --log-prefix="$logs/$round" >/dev/null 2>&1 &
  benching=$!
  sleep $((seconds / 2))
  kill_server
  wait "$benching" || true
  told=$(cat "$logs/$round".* | wc -l)
  start
  there=$(sql -c 'select count(*) from pgbench_history')
  echo "round $round: $told transfers told, $there there"
  ((told > 0 && there >= told && there <= told + clients)) || die "transfers are missing, or too many"
  wrong=$(sql -c "select count(*) from (values
      ((select sum(abalance) from pgbench_accounts)), ((select sum(tbalance) from pgbench_tellers)),
      ((select sum(bbalance) from pgbench_branches))) as b (total)
    where total is distinct from (select sum(delta) from pgbench_history)")
  ((wrong == 0)) || die "balances are not what the history says"
done
sql -c 'vacuum full' -c 'checkpoint'
as_postgres "$bin/pg_ctl" -D "$folder/data" -m fast -w stop >/dev/null
as_postgres "$bin/pg_checksums" -D "$folder/data" >/dev/null || die "pages are damaged"
! grep -E 'PANIC|could not (read|write|fsync|open)|invalid page' "$folder/log" >&2

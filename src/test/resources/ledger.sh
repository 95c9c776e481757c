# Clients of a database, in a pod beside it, and what it has acknowledged to them.
#
#   clients NUMBER     clients that write transactions while they are to; each has three legs, whose sum is zero
#   start              they are to
#   stop               they are to end, and have ended
#   errors             the last ones that clients were told
#   first TIME         when the first acknowledged transaction after that time was made; nothing in ten seconds without one
#   count TIME         how many were made since then
#   gap TIME           the longest time since then in which none was made
#   report             what was acknowledged and what the database holds, as JSON
#
# Times are seconds since 1970. A transaction is acknowledged when its client has read that it was committed, and not before.
set -uo pipefail

acknowledged=/tmp/acknowledged
on=/tmp/on
busy=/tmp/busy
# A server that is gone does not answer; who it is, is in the environment.
connection='connect_timeout=2 tcp_user_timeout=3000 keepalives_idle=2 keepalives_interval=1 keepalives_count=2'

# The application has tables too.
export PGOPTIONS='-c search_path=ledger -c client_min_messages=warning'

sql() {
  psql -X -q -At -v ON_ERROR_STOP=1 "$connection"
}

tables() {
  sql <<'SQL'
CREATE SCHEMA IF NOT EXISTS ledger;
CREATE TABLE IF NOT EXISTS entry (session int, number int, PRIMARY KEY (session, number));
CREATE TABLE IF NOT EXISTS leg (session int, number int, account int, amount int, PRIMARY KEY (session, number, account));
CREATE TABLE IF NOT EXISTS account (id int PRIMARY KEY, balance bigint NOT NULL);
INSERT INTO account SELECT id, 0 FROM generate_series(0, 99) id ON CONFLICT DO NOTHING;
SQL
}

transactions() {
  awk -v session="$1" -v account="$2" 'BEGIN {
    while ((getline < "'$on'") >= 0) {
      close("'$on'")
      number++
      amount[0] = number % 97 + 1
      amount[1] = number % 89 + 1
      amount[2] = -amount[0] - amount[1]
      print "BEGIN;"
      printf "INSERT INTO entry VALUES (%d, %d) RETURNING extract(epoch FROM clock_timestamp()) AS at \\gset\n", session, number
      for (leg = 0; leg < 3; leg++) {
        printf "INSERT INTO leg VALUES (%d, %d, %d, %d);\n", session, number, account + leg, amount[leg]
        printf "UPDATE account SET balance = balance + %d WHERE id = %d;\n", amount[leg], account + leg
      }
      print "COMMIT;"
      printf "\\echo :at %d %d\n", session, number
    }
  }'
}

# A session ends with the first error, and the next one has another number.
client() {
  local session=$1
  while true; do
    if [ -e "$on" ]; then
      session=$((session + $2))
      transactions "$session" $((3 * $1)) |
        flock --shared "$busy" stdbuf --output=L psql -X -q -v ON_ERROR_STOP=1 "$connection" \
          >>"$acknowledged" 2>>/tmp/errors
    fi
    sleep 0.1
  done
}

clients() {
  : >>"$acknowledged"
  until tables; do sleep 0.5; done
  local client
  for client in $(seq 0 $(($1 - 1))); do client "$client" "$1" & done
  touch /tmp/ready
  wait
}

start() { touch "$on"; }

stop() {
  rm "$on"
  flock "$busy" true
}

errors() { tail -n 5 /tmp/errors; }

first() {
  local at
  for _ in $(seq 100); do
    at=$(tail -n 5000 "$acknowledged" | awk -v since="$1" '$1 > since { print $1; exit }')
    [ -z "$at" ] || break
    sleep 0.1
  done
  echo "$at"
}

count() { awk -v since="$1" '$1 > since' "$acknowledged" | wc -l; }

gap() {
  awk -v since="$1" '$1 > since { print $1 }' "$acknowledged" | sort -n |
    awk 'NR > 1 && $1 - last > most { most = $1 - last } { last = $1 } END { printf "%.3f\n", most }'
}

report() {
  sql <<SQL
CREATE TEMP TABLE acknowledged (at float8, session int, number int);
\\copy acknowledged FROM '$acknowledged' (DELIMITER ' ')
SELECT json_build_object(
  'acknowledged', (SELECT count(*) FROM acknowledged),
  'recorded', (SELECT count(*) FROM entry),
  'lost', (SELECT count(*) FROM acknowledged LEFT JOIN entry USING (session, number) WHERE entry IS NULL),
  'torn', (SELECT count(*) FROM entry FULL JOIN (
      SELECT session, number, sum(amount), count(*) FROM leg GROUP BY session, number) legs USING (session, number)
    WHERE (sum, count) IS DISTINCT FROM (0, 3) OR entry IS NULL),
  'unbalanced', (SELECT count(*) FROM account FULL JOIN (
      SELECT account AS id, sum(amount) FROM leg GROUP BY account) legs USING (id)
    WHERE coalesce(balance, 0) <> coalesce(sum, 0)));
SQL
}

"$@"

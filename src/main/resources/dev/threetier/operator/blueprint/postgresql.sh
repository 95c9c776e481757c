# PostgreSQL's configuration as the database's pods handle it.
#
#   check FILE DIRECTORY   fails, with PostgreSQL's words, where no server could start with the file on
#                          that data directory; no server is started, and one may run
#   words FILE             what PostgreSQL says in that log against its start
#   watch                  has the server take up a changed file without a restart, once it accepts it;
#                          prints a line for each: "applied DIGEST" or "refused DIGEST REASON". Opens
#                          and closes logins too, as logins.sh tells, and creates extensions, as
#                          extensions.sh does
#
# Wanted is candidate.conf where there is one, else postgresql.conf. The server reads a copy, which the
# init container chooses at the pod's start, and which is always one that it has accepted.
set -u

mounted=/etc/threetier
run=/run/postgresql
data=/data/pgdata
retry_seconds=60

# Of a file with errors the reasons are in its log, and the last word is only that there are some.
words() {
  kind=FATAL
  ! grep -q '^FATAL:.* contains errors$' "$1" || kind=LOG
  said=$(sed -n "s/^$kind: *//p" "$1" | head -n 3 | paste -s -d ';' -)
  printf '%.300s\n' "${said:-$(tail -n 1 "$1")}"
}

# A directory that has only what a server looks at before it opens its data. To ask for the size of
# its shared memory has it check all that it checks before a start.
check() {
  scratch=$(mktemp -d /tmp/check.XXXXXX)
  mkdir "$scratch/global"
  cp "$2/PG_VERSION" "$scratch"
  cp "$2/global/pg_control" "$scratch/global"
  cp "$2/postgresql.auto.conf" "$scratch" 2> /dev/null || : > "$scratch/postgresql.auto.conf"
  if megabytes=$(postgres -D "$scratch" -c config_file="$1" -c log_line_prefix= -c lc_messages=C \
      -c log_destination=stderr -C shared_memory_size 2> "$scratch/log"); then
    reason=$(fits "$megabytes")
  else
    reason=$(words "$scratch/log")
  fi
  rm -rf "$scratch"
  echo "$reason"
  [ -z "$reason" ]
}

# Where memory is overcommitted a server starts that ends when it uses what it has been promised.
fits() {
  available=$((${MEMORY_BYTES:-0} / 1048576))
  [ "$available" -eq 0 ] || [ "$1" -le "$available" ] ||
    echo "it takes $1 MB of shared memory, and the server has $available MB"
}

digest() {
  sha256sum < "$1" | cut -c 1-16
}

query() {
  PGOPTIONS='-c search_path=pg_catalog -c statement_timeout=10s' \
    psql -X -q -At -h "$run" -U postgres -d postgres -c "$1" 2> /dev/null
}

# What is read at a start only is told as an error too, without a name where it has been left out; it
# waits for the start.
reload() {
  errors=$(query "SELECT string_agg(format('%s: %s', f.name, f.error), '; ')
    FROM pg_file_settings f LEFT JOIN pg_settings s ON lower(s.name) = lower(f.name)
    WHERE f.error IS NOT NULL AND f.name IS NOT NULL AND s.context IS DISTINCT FROM 'postmaster'")
  if [ -n "$errors" ]; then
    printf '%.300s\n' "$errors"
    return 1
  fi
  before=$(query 'SELECT pg_conf_load_time()')
  query 'SELECT pg_reload_conf()' > /dev/null
  for _ in $(seq 50); do
    [ "$(query 'SELECT pg_conf_load_time()')" = "$before" ] || return 0
    sleep 0.2
  done
  echo "the server has not read it within 10 s: see its log"
  return 1
}

take_up() {
  if [ "$1" = "$(digest "$run/postgresql.conf")" ]; then
    echo "applied $1"
  elif grep -qs "^$1 " "$run/refused"; then
    echo "refused $(cat "$run/refused")"
  elif ! reason=$(check "$run/new.conf" "$data"); then
    echo "refused $1 $reason"
  elif ! reason=$(create_extensions "$run/new.conf"); then
    echo "refused $1 $reason"
  else
    cp "$run/postgresql.conf" "$run/old.conf"
    mv "$run/new.conf" "$run/postgresql.conf"
    if reason=$(reload); then
      echo "applied $1"
    else
      mv "$run/old.conf" "$run/postgresql.conf"
      echo "refused $1 $reason"
    fi
  fi
}

# Whoever reads the last two lines has what was last said of both.
say() {
  [ -z "$of_logins" ] || echo "$of_logins"
  [ -z "$of_configuration" ] || echo "$of_configuration"
}

handle_logins() {
  step=
  id=
  [ ! -f "$application/rotation" ] || read -r step id < "$application/rotation" || :
  state="$(login) $step $id"
  if [ "$state" = "$changed_over" ] || [ "$(query 'SELECT 1')" != 1 ]; then
    return
  fi
  if words=$(change_over "$step" "$id" 2> /tmp/logins.log); then
    changed_over=$state
  else
    words=${words:-failed $id $(sed 's/^psql:[^ ]* *//' /tmp/logins.log | head -n 1)}
  fi
  if [ -n "$id" ] && [ -n "$words" ] && [ "$words" != "$of_logins" ]; then
    of_logins=$words
    say
  fi
}

# What was refused is tried again: it may have been for want of time or memory. A shell that is
# process 1 ends by a signal only if it says so.
watch() {
  trap 'exit 0' TERM
  . "$mounted/logins.sh"
  . "$mounted/extensions.sh"
  of_logins=
  of_configuration=
  changed_over=
  handled=
  since=0
  while true; do
    since=$((since + 1))
    wanted=$mounted/candidate.conf
    [ -f "$wanted" ] || wanted=$mounted/postgresql.conf
    now=$(digest "$wanted")
    if [ "$since" -ge "$retry_seconds" ] && [ "$now" != "$(digest "$run/postgresql.conf")" ]; then
      handled=
    fi
    if [ "$now" != "$handled" ] && [ "$(query 'SELECT 1')" = 1 ] && cp "$wanted" "$run/new.conf"; then
      handled=$(digest "$run/new.conf")
      of_configuration=$(take_up "$handled")
      say
      since=0
    fi
    handle_logins
    sleep 1 &
    wait $!
  done
}

"$@"

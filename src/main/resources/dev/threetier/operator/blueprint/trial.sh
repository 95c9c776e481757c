# Restores the latest backup, with all WAL since, beside the backups, and fails with the reason on standard
# output where something in it is not as it should be. Nobody but this script reaches the server that it
# starts.
set -u
export LC_ALL=C TZ=UTC
umask 077

scratch=/backup/.scratch
data=$scratch/pgdata
words=/tmp/trial.words
# What receives the WAL has its files in /tmp, too.
enough=65536

fail() {
  printf '%s\n' "$1"
  exit 1
}

end() {
  for directory in "$scratch/.restore" "$data"; do
    [ ! -e "$directory/postmaster.pid" ] || pg_ctl --pgdata="$directory" --silent --mode=immediate stop >&2
  done
  rm -rf "$scratch"
}

# Runs a program, and keeps the beginning of what it says. One that says more has failed anyway.
run() {
  { "$@" 2>&1; echo $? > /tmp/trial.exit; } | head -c $enough > $words
  [ "$(cat /tmp/trial.exit)" = 0 ]
}

rm -rf "$scratch"
mkdir "$scratch" || fail "the backup volume has no room for a trial"
trap end EXIT
export RESTORE_SOURCE=/backup RESTORE_INTO=$scratch RESTORE_REPORT=/dev/null RESTORE_ID=trial \
  RESTORE_FROM=itself RESTORE_BACKUP=none RESTORE_TIME=none
if ! run timeout 12h sh "$CONFIG_DIR/restore.sh"; then
  ! grep -qi 'the volume is too small\|no space left' $words || fail "the backup volume has no room for a trial"
  fail "$(tail -n 1 $words)"
fi
run timeout 12h pg_checksums --check --pgdata="$data" ||
  fail "$(grep -m 1 'error: checksum' $words || tail -n 1 $words)"

cat /tmp/restore.conf - > /tmp/trial.conf << CONF
shared_buffers = 32MB
maintenance_work_mem = 32MB
temp_file_limit = 256MB
autovacuum = off
fsync = off
CONF
: > "$data/postgresql.auto.conf"
echo 'local all all trust' > /tmp/trial_hba.conf
rm -f /tmp/trial.pipe
mkfifo /tmp/trial.pipe
{
  dd bs=1024 count=$((enough / 1024)) of=/tmp/trial.log status=none
  cat > /dev/null
} < /tmp/trial.pipe &
pg_ctl --pgdata="$data" --silent --wait --timeout=3600 --log=/tmp/trial.pipe start \
  --options="-c config_file=/tmp/trial.conf -c hba_file=/tmp/trial_hba.conf -c logging_collector=off -c log_destination=stderr -c log_line_prefix='' -c lc_messages=C" \
  >&2 || fail "the restored server did not start: $(tail -n 1 /tmp/trial.log)"

# What ALTER ROLE and ALTER DATABASE have set for the application is not for this.
settings='-c role=none -c default_transaction_read_only=off -c statement_timeout=0 -c lock_timeout=0'
run env PGOPTIONS="-c client_min_messages=warning $settings" timeout 12h pg_amcheck --host="$SOCKET_DIR" \
  --username=postgres --install-missing --heapallindexed "$DATABASE_NAME" ||
  fail "pg_amcheck found: $(head -n 2 $words | paste -s -d ' ' -)"

# By the owner of the database, who is no superuser: it is sent to the server as it is, and psql takes
# nothing in it for a command of its own. What it says of the data is not for the status.
if [ -n "${TRIAL_QUERY:-}" ]; then
  run env PGOPTIONS="$settings" psql -X -q -h "$SOCKET_DIR" -U postgres -d postgres << 'SQL'
\getenv owner DATABASE_USER
ALTER ROLE :"owner" LOGIN;
SQL
  export PGOPTIONS='-c client_min_messages=error -c default_transaction_read_only=off -c statement_timeout=0'
  {
    {
      timeout 1h psql -X -q -At -v ON_ERROR_STOP=1 -v VERBOSITY=sqlstate -h "$SOCKET_DIR" \
        -U "$DATABASE_USER" -d "$DATABASE_NAME" 2>&1 >&3 << 'SQL'
\getenv query TRIAL_QUERY
SELECT :'query' \gexec
SQL
      echo $? > /tmp/trial.exit
    } | tail -c $enough > $words.error
  } 3>&1 | tail -c $enough > $words
  case $(cat /tmp/trial.exit) in
    0) [ "$(tail -n 1 $words)" = t ] || fail "the query did not return true" ;;
    124) fail "the query took more than an hour" ;;
    *)
      cat /tmp/trial.log $words.error | tr -d '\000-\010\013-\037\177' >&2
      fail "the query failed with SQLSTATE $(sed -n 's/^.*:  \([0-9A-Z]\{5\}\)$/\1/p' $words.error | tail -n 1 | grep . || echo unknown)"
      ;;
  esac
fi

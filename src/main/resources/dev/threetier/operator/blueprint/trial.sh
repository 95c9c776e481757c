# Restores the latest backup, with all WAL since, beside the backups, and fails with the reason where
# something in it is not as it should be. Nobody but this script reaches the server that it starts.
set -u
export LC_ALL=C TZ=UTC
umask 077

scratch=/backup/.scratch
data=$scratch/pgdata
words=/tmp/trial.words

fail() {
  echo "$1" >&2
  exit 1
}

end() {
  for directory in "$scratch/.restore" "$data"; do
    [ ! -e "$directory/postmaster.pid" ] || pg_ctl --pgdata="$directory" --silent --mode=immediate stop
  done
  rm -rf "$scratch"
}

rm -rf "$scratch"
mkdir "$scratch" || fail "the backup volume has no room for a trial"
trap end EXIT
if ! RESTORE_SOURCE=/backup RESTORE_INTO=$scratch RESTORE_REPORT=/dev/null RESTORE_ID=trial RESTORE_FROM=itself \
    RESTORE_BACKUP=none RESTORE_TIME=none timeout 12h sh "$CONFIG_DIR/restore.sh" > $words 2>&1; then
  ! grep -qi 'the volume is too small\|no space left' $words || fail "the backup volume has no room for a trial"
  fail "$(tail -n 1 $words)"
fi
pg_checksums --check --pgdata="$data" > $words 2>&1 ||
  fail "$(grep -m 1 'error: checksum' $words || tail -n 1 $words)"

# Nothing of the server that was saved is to go on here: subscriptions would read from others.
cat /tmp/restore.conf - > /tmp/trial.conf << CONF
shared_buffers = 32MB
maintenance_work_mem = 32MB
max_logical_replication_workers = 0
autovacuum = off
fsync = off
CONF
: > "$data/postgresql.auto.conf"
echo 'local all all trust' > /tmp/trial_hba.conf
pg_ctl --pgdata="$data" --silent --wait --timeout=3600 --log=/tmp/trial.log start \
  --options="-c config_file=/tmp/trial.conf -c hba_file=/tmp/trial_hba.conf -c logging_collector=off -c log_destination=stderr -c log_line_prefix='' -c lc_messages=C" \
  > /dev/null || fail "the restored server did not start: $(tail -n 1 /tmp/trial.log)"
PGOPTIONS='-c client_min_messages=warning' pg_amcheck --host="$SOCKET_DIR" --username=postgres \
  --install-missing --heapallindexed "$DATABASE_NAME" > $words 2>&1 ||
  fail "pg_amcheck found: $(head -n 2 $words | paste -s -d ' ' -)"

# By the owner of the database, who is no superuser: it is sent to the server as it is, and psql takes
# nothing in it for a command of its own.
if [ -n "${TRIAL_QUERY:-}" ]; then
  PGOPTIONS='-c default_transaction_read_only=off' psql -X -q -h "$SOCKET_DIR" -U postgres -d postgres > $words 2>&1 << 'SQL'
\getenv owner DATABASE_USER
ALTER ROLE :"owner" LOGIN;
SQL
  PGOPTIONS='-c client_min_messages=error' timeout 1h psql -X -q -At -v ON_ERROR_STOP=1 -h "$SOCKET_DIR" \
    -U "$DATABASE_USER" -d "$DATABASE_NAME" > $words 2> $words.error << 'SQL' || fail "the query failed: $(sed 's/^psql:[^ ]* *//' $words.error | grep -m 1 . || echo 'it took more than an hour')"
\getenv query TRIAL_QUERY
SELECT :'query' \gexec
SQL
  [ "$(tail -n 1 $words)" = t ] || fail "the query did not return true, but: $(head -c 200 $words | paste -s -d ' ' -)"
fi

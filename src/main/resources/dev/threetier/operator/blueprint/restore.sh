# Makes the database from a backup, on a volume that has none yet. It may be killed at any line and run
# again: the data directory gets its name only when it is complete and on disk. A trial has it do so
# elsewhere.
set -eu
export LC_ALL=C TZ=UTC
umask 077

fail() {
  printf '%s\n' "$1" >&2
  exit 1
}

source=${RESTORE_SOURCE:-/source}
volume=${RESTORE_INTO:-/data}
report=${RESTORE_REPORT:-/dev/termination-log}
holder=${RESTORE_HOLDER:-the backup volume of $RESTORE_FROM}
data=$volume/pgdata
new=$volume/.restore

exec 9>"$volume/.lock"
flock --timeout 5 9 || {
  echo "another pod still uses this volume; waiting for it to end" >&2
  exit 75
}

# To the operator, in the pod's status.
tell() {
  rm -rf "$volume/.fetched"
  echo "$1"
  [ ! -w "$report" ] || echo "$1" > "$report"
}

if [ -e "$data" ]; then
  restored=$(cat "$volume/.restored" 2> /dev/null || :)
  [ "${restored%% *}" = "$RESTORE_ID" ] ||
    fail "the volume holds a database already, which is left untouched: restore into an application of another name, or delete the claim of the volume"
  tell "$restored"
  exit 0
fi

# The latest one that was complete at that time. Names are times, and follow each other as text.
stamp=$(echo "$RESTORE_TIME" | sed 's/[-:]//g; s/[.][0-9]*Z$/Z/')
first=
chosen=
for backup in "$source"/threetier_*/base/2*; do
  [ -e "$backup/info" ] || continue
  name=${backup##*/}
  first=${first:-$name}
  if [ "$RESTORE_BACKUP" != none ]; then
    [ "$name" != "$RESTORE_BACKUP" ] || chosen=$backup
  elif [ "$RESTORE_TIME" = none ] || expr "$name" \<= "$stamp" > /dev/null; then
    chosen=$backup
  fi
done
[ -n "$first" ] || fail "$holder holds no backup"
if [ -z "$chosen" ]; then
  [ "$RESTORE_BACKUP" = none ] || fail "$holder holds no backup $RESTORE_BACKUP; the first is $first"
  fail "the first backup of $RESTORE_FROM was complete at $first, after $RESTORE_TIME: use a later time"
fi
name=${chosen##*/}

of_backup() {
  sed -n "s/^$1 //p" "$chosen/info"
}

expect() {
  [ "$(of_backup "$1")" = "$2" ] ||
    fail "backup $name has $1 $(of_backup "$1"), and spec.database.$3 is $2: make the application anew with that of the backup"
}

expect version "$MAJOR_VERSION" version
expect database "$DATABASE_NAME" name
expect user "$DATABASE_USER" user

damaged() {
  ! grep -qi 'no space left' /tmp/restore.words ||
    fail "the volume is too small for backup $name: make the application anew with a larger spec.database.storage.size"
  fail "backup $name is damaged: $(head -n 1 /tmp/restore.words)"
}

# Of one that complains of each file the first words will do.
unpack() {
  rm -f /tmp/restore.failed
  { tar -xzf "$chosen/$1.tar.gz" -C "$2" 2>&1 || : > /tmp/restore.failed; } | head -c 65536 > /tmp/restore.words
  [ ! -e /tmp/restore.failed ] || damaged
}

echo "restoring backup $name"
rm -rf "$new"
mkdir "$new"
unpack base "$new"
unpack pg_wal "$new/pg_wal"
cp "$chosen/backup_manifest" "$new" 2> /tmp/restore.words || damaged
pg_verifybackup --quiet --exit-on-error "$new" > /tmp/restore.words 2>&1 || damaged
rm "$new/backup_manifest"

wal=${chosen%/base/*}/wal
# The server takes the failure to get a file for the end of the WAL, unless its exit code is above 125. A file
# may lose the end of its name between two looks. One that is too short was never written to.
cat > /tmp/fetch << FETCH
for file in "$wal/\$1" "$wal/\$1.partial" "$wal/\$1"; do
  [ -e "\$file" ] && [ "\$(stat -c %s "\$file")" -ne 0 ] || continue
  case \$file in *.partial) [ "\$(stat -c %s "\$file")" -eq 16777216 ] || continue ;; esac
  cp "\$file" "\$2" && exit 0
  [ ! -e "\$file" ] || exit 255
done
exit 1
FETCH
last=$(ls "$wal" | grep -E '^[0-9A-F]{24}$' | tail -n 1)

# A server that answers nobody before it has all of the WAL needs no settings of the server that wrote it, but
# for room for as many prepared transactions. Those of ALTER SYSTEM are kept from it. Its subscriptions are
# not to read from others before it is handed over.
prepared=$(pg_controldata "$new" | sed -n 's/^max_prepared_xacts setting: *//p')
mv "$new/postgresql.auto.conf" /tmp/postgresql.auto.conf
cat > /tmp/restore.conf << CONF
restore_command = 'sh /tmp/fetch "%f" "%p"'
recovery_target_action = promote
hot_standby = off
max_logical_replication_workers = 0
max_prepared_transactions = $((prepared > 1000 ? prepared : 1000))
listen_addresses = ''
unix_socket_directories = '$SOCKET_DIR'
CONF
if [ "$RESTORE_BACKUP" != none ]; then
  echo "recovery_target = immediate" >> /tmp/restore.conf
elif [ "$RESTORE_TIME" != none ]; then
  # A server that reads its configuration does not know yet what Z is.
  echo "recovery_target_time = '${RESTORE_TIME%Z}+00'" >> /tmp/restore.conf
fi
echo 'local all postgres trust' > /tmp/pg_hba.conf
: > "$new/recovery.signal"
# It says something of each file of WAL, and of each time that it is asked too early.
rm -f /tmp/server.pipe
mkfifo /tmp/server.pipe
grep -v 'the database system is starting up' < /tmp/server.pipe | tail -c 65536 > /tmp/server.log &
log=$!
postgres -D "$new" -c config_file=/tmp/restore.conf -c hba_file=/tmp/pg_hba.conf -c logging_collector=off \
  -c log_destination=stderr -c log_line_prefix= -c lc_messages=C > /tmp/server.pipe 2>&1 &
server=$!
ask() {
  PGOPTIONS='-c role=none -c default_transaction_read_only=off' \
    psql -X -q -At -v ON_ERROR_STOP=1 -h "$SOCKET_DIR" -U postgres -d postgres -c "$1" 2> /dev/null
}
until [ "$(ask 'SELECT pg_is_in_recovery()')" = f ]; do
  kill -0 $server 2> /dev/null || {
    wait $log
    fail "replaying the WAL after backup $name failed: $(sh "$CONFIG_DIR/postgresql.sh" words /tmp/server.log)"
  }
  sleep 1
done
# Their passwords are the other application's; where this one is saved or watched too, they get their own.
for role in threetier_backup threetier_monitor; do
  ask "DO 'BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = ''$role'') THEN ALTER ROLE $role NOLOGIN NOREPLICATION PASSWORD NULL; END IF; END'" ||
    fail "the role $role of the restored server could not be closed"
done
kill -INT $server
stopped=0
wait $server || stopped=$?
wait $log
[ $stopped -eq 0 ] || fail "the restored server did not stop: $(tail -n 1 /tmp/server.log)"
# What is damaged or missing in the WAL looks like its end.
if [ "$RESTORE_BACKUP$RESTORE_TIME" = nonenone ] && [ -n "$last" ] &&
  ! grep -q "restored log file \"$last\" from archive" /tmp/server.log; then
  fail "the WAL after backup $name is damaged or incomplete before $last: restore to a time before that, or the backup alone"
fi
mv /tmp/postgresql.auto.conf "$new/postgresql.auto.conf"

echo "$RESTORE_ID $name" > "$volume/.restored"
sync -f "$new"
mv -T "$new" "$data"
sync -f "$volume"
tell "$RESTORE_ID $name"

# Prepares the database's volume before the server starts. It may be killed at any line and run
# again: the data directory gets its name only when it is complete and on disk.
set -eu
umask 077

fail() {
    echo "$1" >&2
    exit 1
}

data=/data/pgdata
fresh=/data/.fresh
# What the server reads; the pod's other container changes it.
running=$SOCKET_DIR/postgresql.conf
# What a server has last started with.
started=/data/.postgresql.conf
# The SQL that a new database begins with, where that is from, and what became of it, which goes where
# the data goes: a backup has it too.
begin_with=$CONFIG_DIR/init.sql
begin_from=$CONFIG_DIR/init.sql.from
begun=threetier_init_sql

# Only one pod at a time works on the volume; the server takes the same lock. One that was deleted by
# force has some seconds to end, for this container is started again ever later.
exec 9>/data/.lock
flock --timeout 5 9 || {
    echo "another pod still uses this volume; waiting for it to end" >&2
    exit 75
}

. "$CONFIG_DIR/logins.sh"
. "$CONFIG_DIR/extensions.sh"

application_password=$(cat "$CREDENTIALS_DIR/application/password")
superuser_password=$(cat "$CREDENTIALS_DIR/superuser/password")

# Starts the server in $1 with the configuration $2, if it accepts that. It listens to nobody else.
try_to_start() {
    cp "$2" "$running"
    refusal=$(sh "$CONFIG_DIR/postgresql.sh" check "$running" "$1") || return 1
    rm -f /tmp/server.log
    echo 'local all all trust' > /tmp/pg_hba.conf
    pg_ctl --pgdata="$1" --silent --wait --timeout=3600 --log=/tmp/server.log start \
        --options="-c config_file=$running -c listen_addresses='' -c unix_socket_directories='$SOCKET_DIR' -c hba_file=/tmp/pg_hba.conf -c logging_collector=off -c log_destination=stderr -c log_line_prefix='' -c lc_messages=C" && return
    refusal=$(sh "$CONFIG_DIR/postgresql.sh" words /tmp/server.log)
    return 1
}

# Starts the server in $1 with the first that it accepts of: what is in force, what it has last
# started with, and the operator's own settings without database.parameters.
start() {
    reason=
    for file in "$CONFIG_DIR/postgresql.conf" "$started" "$CONFIG_DIR/defaults.conf"; do
        if [ -e "$file" ] && try_to_start "$1" "$file"; then
            [ -z "$reason" ] || tell "$reason"
            return
        fi
        reason=${reason:-$refusal}
    done
    fail "the server did not start: $reason"
}

# To the operator, in the pod's status, and to the container that would try it again.
tell() {
    words="$(sha256sum < "$CONFIG_DIR/postgresql.conf" | cut -c 1-16) $1"
    echo "$words" > "$SOCKET_DIR/refused"
    echo "refused $words"
    [ ! -w /dev/termination-log ] || echo "refused $words" > /dev/termination-log
}

# What cannot be created is taken out of what the server runs with, so that it is tried again.
create_what_is_in_force() {
    refusal=$(create_extensions "$CONFIG_DIR/postgresql.conf") || {
        [ -n "$reason" ] || tell "$refusal"
        sed -i '/^# extensions: /d' "$running"
    }
}

stop() {
    pg_ctl --pgdata="$1" --silent --wait --timeout=3600 --mode=fast stop
    cp "$running" "$started.new"
    sync "$started.new"
    mv "$started.new" "$started"
}

# By the owner of the database, who is no superuser. It is sent to the server as it is, as one transaction,
# and psql takes nothing in it for a command of its own. One that it leaves open is closed.
run_init_sql() {
    as_superuser postgres <<'SQL'
\getenv owner DATABASE_USER
ALTER ROLE :"owner" LOGIN;
SQL
    {
        PGCLIENTENCODING=UTF8 PGOPTIONS='-c client_min_messages=error -c default_transaction_read_only=off -c statement_timeout=0 -c lock_timeout=0' \
            psql -X -q -v ON_ERROR_STOP=1 -v SHOW_CONTEXT=never -h "$SOCKET_DIR" -U "$DATABASE_USER" -d "$DATABASE_NAME" \
            2>&1 >/dev/null <<'SQL'
\set text `cat "$CONFIG_DIR/init.sql"`
SELECT :'text' \gexec
COMMIT;
SQL
        echo $? > /tmp/init-sql.exit
    } | {
        head -c 4096 > /tmp/init-sql.log
        cat > /dev/null
    }
    [ "$(cat /tmp/init-sql.exit)" = 0 ]
}

# A database that is not begun as it should be is not there: it is made anew.
begin() {
    [ -e "$begin_from" ] || return 0
    if ! refusal=$(create_extensions "$CONFIG_DIR/postgresql.conf"); then
        cannot_begin "waits: $refusal"
    elif ! run_init_sql; then
        cannot_begin "failed: $(sed 's/^psql:[^ ]* *//' /tmp/init-sql.log | head -n 2 | tr -d '\000-\010\013-\037\177' | paste -s -d ' ' - | cut -c 1-200)"
    fi
    mark "$fresh" ran
}

cannot_begin() {
    pg_ctl --pgdata="$fresh" --silent --mode=immediate stop
    words="initSQL of $(cat "$begin_from") $1"
    # The operator knows it by its first words.
    [ ! -w /dev/termination-log ] || echo "$words" > /dev/termination-log
    fail "$words"
}

mark() {
    echo "initSQL $2 $(sha256sum < "$begin_with" | cut -c 1-16) $(date -u +%Y-%m-%dT%H:%M:%SZ)" > "$1/$begun"
    sync "$1/$begun"
}

# Makes the roles and the database if they are missing, and sets their passwords to those of the
# Secrets, on the server that runs in $1 for this purpose.
apply_credentials() {
    start "$1"
    SUPERUSER_PASSWORD=$superuser_password as_superuser postgres <<'SQL'
\getenv database DATABASE_NAME
\getenv role DATABASE_USER
\getenv superuser_password SUPERUSER_PASSWORD
SELECT format('CREATE ROLE %I', :'role')
    WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec
SELECT format('CREATE DATABASE %I OWNER %I', :'database', :'role')
    WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec
ALTER ROLE postgres PASSWORD :'superuser_password';
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
SQL
    create_what_is_in_force
    [ "$1" != "$fresh" ] || begin
    open_login "$(login)" "$application/password"
    # Where it fails, it is closed while the server runs.
    [ -s "$application/rotation" ] || close_login "$(other_login)" > /dev/null || :
    stop "$1"
}

# What was last applied, so that a start without a change need not start the server twice.
wanted=$(printf '%s\n' "$DATABASE_NAME" "$DATABASE_USER" "$(login)" "$application_password" "$superuser_password" | sha256sum)

if [ -e "$data/PG_VERSION" ]; then
    found=$(cat "$data/PG_VERSION")
    [ "$found" = "$MAJOR_VERSION" ] ||
        fail "the volume holds data of PostgreSQL $found, spec.database.version is $MAJOR_VERSION: set it to $found"
    if [ "$(cat /data/.applied 2>/dev/null)" != "$wanted" ]; then
        echo "applying changed credentials"
        apply_credentials "$data"
    elif cmp -s "$CONFIG_DIR/postgresql.conf" "$started" &&
        sh "$CONFIG_DIR/postgresql.sh" check "$started" "$data" >/dev/null; then
        cp "$started" "$running"
    else
        start "$data"
        create_what_is_in_force
        stop "$data"
    fi
else
    [ ! -e "$data" ] || fail "$data on the volume is not a data directory: it is left untouched"
    [ -z "${RESTORE_FROM:-}" ] || fail "the volume was made from a backup, and holds nothing now: delete its claim, and it is made from the backup again"
    echo "making a new database"
    rm -rf "$fresh"
    initdb --pgdata="$fresh" --username=postgres --data-checksums --encoding=UTF8 --locale=C.UTF-8 \
        --auth=scram-sha-256 --pwfile="$CREDENTIALS_DIR/superuser/password" >/tmp/initdb.log 2>&1 ||
        fail "initdb failed: $(tail -n 5 /tmp/initdb.log)"
    apply_credentials "$fresh"
    sync -f "$fresh"
    mv -T "$fresh" "$data"
    sync -f /data
fi
printf '%s\n' "$wanted" > /data/.applied
# Of a restore that came to nothing.
rm -rf /data/.fetched

if [ -e "$begin_with" ] && [ ! -e "$data/$begun" ]; then
    mark "$data" skipped
fi
if [ -e "$data/$begun" ]; then
    cat "$data/$begun"
    [ ! -w /dev/termination-log ] || cat "$data/$begun" >> /dev/termination-log
fi

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

# Only one pod at a time works on the volume; the server takes the same lock.
exec 9>/data/.lock
flock --nonblock 9 || {
    echo "another pod still uses this volume; waiting for it to end" >&2
    exit 75
}

application_password=$(cat "$CREDENTIALS_DIR/application/password")
superuser_password=$(cat "$CREDENTIALS_DIR/superuser/password")

# Makes the role and the database if they are missing, and sets both passwords to those of the
# Secrets, on the server that runs in $1 for this purpose and listens to nobody else.
apply_credentials() {
    echo 'local all postgres trust' > /tmp/pg_hba.conf
    pg_ctl --pgdata="$1" --silent --wait --timeout=3600 --log=/tmp/server.log start \
        --options="-c config_file=$CONFIG_DIR/postgresql.conf -c listen_addresses='' -c unix_socket_directories='$SOCKET_DIR' -c hba_file=/tmp/pg_hba.conf" ||
        fail "the server did not start: $(tail -n 5 /tmp/server.log)"
    APPLICATION_PASSWORD=$application_password SUPERUSER_PASSWORD=$superuser_password \
        psql -X -q -v ON_ERROR_STOP=1 -h "$SOCKET_DIR" -U postgres -d postgres <<'SQL'
\getenv database DATABASE_NAME
\getenv role DATABASE_USER
\getenv application_password APPLICATION_PASSWORD
\getenv superuser_password SUPERUSER_PASSWORD
SELECT format('CREATE ROLE %I LOGIN', :'role')
    WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec
SELECT format('CREATE DATABASE %I OWNER %I', :'database', :'role')
    WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec
ALTER ROLE :"role" PASSWORD :'application_password';
ALTER ROLE postgres PASSWORD :'superuser_password';
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
SQL
    pg_ctl --pgdata="$1" --silent --wait --timeout=3600 --mode=fast stop
}

# What was last applied, so that a start without a change need not start the server twice.
wanted=$(printf '%s\n' "$DATABASE_NAME" "$DATABASE_USER" "$application_password" "$superuser_password" | sha256sum)

if [ -e "$data/PG_VERSION" ]; then
    found=$(cat "$data/PG_VERSION")
    [ "$found" = "$MAJOR_VERSION" ] ||
        fail "the volume holds data of PostgreSQL $found, spec.database.version is $MAJOR_VERSION: set it to $found"
    if [ "$(cat /data/.applied 2>/dev/null)" != "$wanted" ]; then
        echo "applying changed credentials"
        apply_credentials "$data"
    fi
else
    [ ! -e "$data" ] || fail "$data on the volume is not a data directory: it is left untouched"
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

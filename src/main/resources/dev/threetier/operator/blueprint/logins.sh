# The roles that the application logs in as. The first owns its database. The second acts as the first,
# so that whatever is made has one owner. One of them is in use, as the application's Secret says; both
# are open while the application changes over to the other one:
#
#   prepare ID   opens the other login, and says "prepared ID"
#   roll ID      leaves both as they are
#   retire ID    closes the other login once nobody is logged in by it, and says "retired ID", and until
#                then "kept ID SESSIONS"
#
# At all other times the other one is closed.

application=$CREDENTIALS_DIR/application

# Statements with passwords are not to be logged, whatever database.parameters say, nor is the session to
# be what the application has made it for its database by ALTER DATABASE.
as_superuser() {
  PGOPTIONS='-c default_transaction_read_only=off -c statement_timeout=0 -c lock_timeout=1s -c search_path=pg_catalog -c client_min_messages=warning -c track_activities=off -c log_statement=none -c log_min_duration_statement=-1 -c log_min_duration_sample=-1 -c log_transaction_sample_rate=0 -c log_duration=off -c log_min_error_statement=panic -c log_min_messages=panic -c role=none -c password_encryption=scram-sha-256' \
    psql -X -q -At -v ON_ERROR_STOP=1 -h "$SOCKET_DIR" -U postgres -d "$1"
}

login() {
  user=
  [ ! -f "$application/username" ] || read -r user < "$application/username" || :
  if [ "$user" = "$SECOND_LOGIN" ]; then
    echo "$SECOND_LOGIN"
  else
    echo "$DATABASE_USER"
  fi
}

other_login() {
  if [ "$(login)" = "$SECOND_LOGIN" ]; then
    echo "$DATABASE_USER"
  else
    echo "$SECOND_LOGIN"
  fi
}

# Lets the role $1 log in with the password in the file $2. A session may cease to act as the owner: what
# the second login has made since then is given to the owner.
open_login() {
  [ -s "$2" ] || {
    echo "no password in $2" >&2
    return 1
  }
  ROLE=$1 PASSWORD=$(cat "$2") as_superuser "$DATABASE_NAME" << 'SQL'
\getenv owner DATABASE_USER
\getenv second SECOND_LOGIN
\getenv role ROLE
\getenv password PASSWORD
BEGIN;
SELECT format('CREATE ROLE %I', :'role')
    WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec
SELECT format('GRANT %I TO %I', :'owner', :'role') WHERE :'role' <> :'owner' \gexec
SELECT format('ALTER ROLE %I SET role = %L', :'role', :'owner') WHERE :'role' <> :'owner' \gexec
SELECT format('REASSIGN OWNED BY %I TO %I', rolname, :'owner')
    FROM pg_roles WHERE rolname = :'second' \gexec
ALTER ROLE :"role" LOGIN PASSWORD :'password';
COMMIT;
SQL
}

# Keeps the role $1 from logging in, unless somebody is logged in by it, and prints how many are.
close_login() {
  ROLE=$1 as_superuser "$DATABASE_NAME" << 'SQL'
\getenv owner DATABASE_USER
\getenv second SECOND_LOGIN
\getenv role ROLE
BEGIN;
SELECT count(*) AS sessions, count(*) = 0 AS none FROM pg_stat_activity WHERE usename = :'role' \gset
\if :none
SELECT format('REASSIGN OWNED BY %I TO %I', rolname, :'owner')
    FROM pg_roles WHERE rolname = :'second' \gexec
SELECT format('ALTER ROLE %I NOLOGIN PASSWORD NULL', rolname)
    FROM pg_roles WHERE rolname = :'role' AND rolcanlogin \gexec
DO 'BEGIN PERFORM pg_stat_clear_snapshot(); END';
SELECT count(*) AS sessions, count(*) = 0 AS none FROM pg_stat_activity WHERE usename = :'role' \gset
\endif
\if :none
COMMIT;
\else
ROLLBACK;
\endif
\echo :sessions
SQL
}

is_open() {
  [ "$(ROLE=$1 as_superuser postgres << 'SQL'
\getenv role ROLE
SELECT rolcanlogin FROM pg_roles WHERE rolname = :'role';
SQL
  )" = t ]
}

# Prints what is to be told of the step that the Secret tells, and fails where it is not done yet.
change_over() {
  current=$(login)
  other=$(other_login)
  is_open "$current" || open_login "$current" "$application/password" || return
  case $1 in
    prepare)
      open_login "$other" "$application/next-password" && echo "prepared $2"
      ;;
    retire)
      sessions=$(close_login "$other") || return
      if [ "$sessions" -eq 0 ]; then
        echo "retired $2"
      else
        echo "kept $2 $sessions"
        return 1
      fi
      ;;
    roll) ;;
    *)
      [ "$(close_login "$other")" = 0 ]
      ;;
  esac
}

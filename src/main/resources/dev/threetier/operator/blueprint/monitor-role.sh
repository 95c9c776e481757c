# Has the server know the role that exporters of metrics connect as, with the password of its Secret, and
# follows that. It runs beside the server, and says nothing: the log tells what becomes of configurations.
. "$CONFIG_DIR/logins.sh"

applied=
while true; do
  wanted=$(cat "$CREDENTIALS_DIR/monitor/password")
  if [ -n "$wanted" ] && [ "$wanted" != "$applied" ] &&
    MONITOR_PASSWORD=$wanted as_superuser postgres > /dev/null 2>&1 << 'SQL'
\getenv password MONITOR_PASSWORD
\getenv database DATABASE_NAME
SELECT 'CREATE ROLE threetier_monitor'
    WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'threetier_monitor') \gexec
GRANT pg_monitor TO threetier_monitor;
GRANT CONNECT ON DATABASE :"database" TO threetier_monitor;
ALTER ROLE threetier_monitor LOGIN CONNECTION LIMIT 5 PASSWORD :'password';
SQL
  then
    applied=$wanted
  fi
  if [ "$wanted" = "$applied" ]; then
    sleep 10
  else
    sleep 1
  fi
done

# Has the server know the role that backups connect as, and bounds what it keeps for them. It runs beside
# the server until that is done, and says nothing: the log tells what becomes of configurations.
#
# The bound goes where the data goes: a volume that is kept and taken up by an application without backups
# still has the slot, and would fill.
. "$CONFIG_DIR/logins.sh"

until MOST_FOR_SLOTS=$(cat "$CONFIG_DIR/max_slot_wal_keep_size") \
    BACKUP_PASSWORD=$(cat "$CREDENTIALS_DIR/backup/password") \
    as_superuser postgres > /dev/null 2>&1 <<'SQL'
\getenv password BACKUP_PASSWORD
\getenv bound MOST_FOR_SLOTS
SELECT 'CREATE ROLE threetier_backup'
    WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'threetier_backup') \gexec
ALTER SYSTEM SET max_slot_wal_keep_size = :'bound';
SELECT pg_reload_conf();
ALTER ROLE threetier_backup LOGIN REPLICATION PASSWORD :'password';
SQL
do
  sleep 1
done

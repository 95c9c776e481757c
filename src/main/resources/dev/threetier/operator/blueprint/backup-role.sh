# Has the server know the role that backups connect as, and bounds what it keeps for them. It runs beside
# the server until that is done, and says nothing: the log tells what becomes of configurations.
#
# The bound goes where the data goes: a volume that is kept and taken up by an application without backups
# still has the slot, and would fill.
until MOST_FOR_SLOTS=$(cat /etc/threetier/max_slot_wal_keep_size) \
    BACKUP_PASSWORD=$(cat /run/secrets/threetier/backup/password) \
    PGOPTIONS='-c default_transaction_read_only=off -c statement_timeout=0 -c lock_timeout=0 -c search_path=pg_catalog -c password_encryption=scram-sha-256 -c track_activities=off -c log_statement=none -c log_min_duration_statement=-1 -c log_min_duration_sample=-1 -c log_transaction_sample_rate=0 -c log_duration=off -c log_min_error_statement=panic -c log_min_messages=panic' \
    psql -X -q -v ON_ERROR_STOP=1 -h /run/postgresql -U postgres -d postgres > /dev/null 2>&1 <<'SQL'
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

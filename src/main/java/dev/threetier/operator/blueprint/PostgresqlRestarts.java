package dev.threetier.operator.blueprint;

import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which of PostgreSQL's settings a server reads only when it starts. */
final class PostgresqlRestarts {

  /** Those of context {@code postmaster} in pg_settings, of majors 15 to 18. */
  private static final Set<String> NAMES =
      Set.of(
          "archive_mode",
          "autovacuum_freeze_max_age",
          "autovacuum_multixact_freeze_max_age",
          "autovacuum_worker_slots",
          "bonjour",
          "bonjour_name",
          "cluster_name",
          "commit_timestamp_buffers",
          "config_file",
          "data_directory",
          "data_sync_retry",
          "debug_io_direct",
          "dynamic_shared_memory_type",
          "event_source",
          "external_pid_file",
          "hba_file",
          "hot_standby",
          "huge_page_size",
          "huge_pages",
          "ident_file",
          "ignore_invalid_pages",
          "io_max_combine_limit",
          "io_max_concurrency",
          "io_method",
          "jit_provider",
          "listen_addresses",
          "logging_collector",
          "max_active_replication_origins",
          "max_connections",
          "max_files_per_process",
          "max_locks_per_transaction",
          "max_logical_replication_workers",
          "max_notify_queue_pages",
          "max_pred_locks_per_transaction",
          "max_prepared_transactions",
          "max_replication_slots",
          "max_wal_senders",
          "max_worker_processes",
          "min_dynamic_shared_memory",
          "multixact_member_buffers",
          "multixact_offset_buffers",
          "notify_buffers",
          "old_snapshot_threshold",
          "port",
          "recovery_target",
          "recovery_target_action",
          "recovery_target_inclusive",
          "recovery_target_lsn",
          "recovery_target_name",
          "recovery_target_time",
          "recovery_target_timeline",
          "recovery_target_xid",
          "reserved_connections",
          "serializable_buffers",
          "shared_buffers",
          "shared_memory_type",
          "shared_preload_libraries",
          "subtransaction_buffers",
          "superuser_reserved_connections",
          "trace_connection_negotiation",
          "track_activity_query_size",
          "track_commit_timestamp",
          "transaction_buffers",
          "unix_socket_directories",
          "unix_socket_group",
          "unix_socket_permissions",
          "wal_buffers",
          "wal_decode_buffer_size",
          "wal_level",
          "wal_log_hints");

  /** Since 18 it may change while the server runs. */
  private static final String AUTOVACUUM_MAX_WORKERS = "autovacuum_max_workers";

  private static final int AUTOVACUUM_MAX_WORKERS_CHANGES_SINCE = 18;

  private static final Pattern LINE = Pattern.compile("^(\\S+) = .*$", Pattern.MULTILINE);

  private PostgresqlRestarts() {}

  static boolean isNeededBy(String name, int version) {
    return NAMES.contains(name)
        || (name.equals(AUTOVACUUM_MAX_WORKERS) && version < AUTOVACUUM_MAX_WORKERS_CHANGES_SINCE);
  }

  /** The lines of a configuration whose change takes a restart. */
  static String lines(String configuration, int version) {
    return LINE.matcher(configuration)
        .results()
        .filter(line -> isNeededBy(line.group(1), version))
        .map(line -> line.group())
        .collect(Collectors.joining("\n"));
  }
}

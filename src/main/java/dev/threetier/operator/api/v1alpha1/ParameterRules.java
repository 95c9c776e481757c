package dev.threetier.operator.api.v1alpha1;

/** CEL rules of {@code database.parameters}, a map of PostgreSQL settings: {@code k} is a name. */
final class ParameterRules {

  /** A name, or two joined by a dot; anything else stops the server from reading its file. */
  static final String NAMES =
      "self.all(k, size(k) <= 63 && k.matches('^[a-z_][a-z0-9_]*([.][a-z_][a-z0-9_]*)?$'))";

  static final String NAMES_MESSAGE =
      "a PostgreSQL setting's name has at most 63 lower-case letters, digits, '_' and one '.': for"
          + " example work_mem or pg_stat_statements.max";

  static final String VALUES = "self.all(k, self[k].matches('^[^\\\\x00-\\\\x1f]*$'))";

  static final String VALUES_MESSAGE =
      "a setting's value is one line without control characters: write it on one line";

  static final String SAFE =
      "!self.exists(k, k in ['fsync', 'full_page_writes', 'synchronous_commit', 'data_sync_retry',"
          + " 'zero_damaged_pages', 'ignore_checksum_failure', 'ignore_system_indexes',"
          + " 'ignore_invalid_pages', 'allow_system_table_mods', 'session_replication_role',"
          + " 'autovacuum', 'track_counts', 'synchronous_standby_names'])";

  static final String SAFE_MESSAGE =
      "fsync, full_page_writes, synchronous_commit, data_sync_retry, zero_damaged_pages,"
          + " ignore_checksum_failure, ignore_system_indexes, ignore_invalid_pages,"
          + " allow_system_table_mods, session_replication_role, autovacuum, track_counts and"
          + " synchronous_standby_names guard the data: leave them out, the operator keeps them"
          + " safe";

  static final String FREE =
      "!self.exists(k, k.startsWith('unix_socket_') || k.startsWith('recovery_target')"
          + " || k in ['listen_addresses', 'port',"
          + " 'data_directory', 'config_file', 'hba_file', 'ident_file', 'external_pid_file',"
          + " 'password_encryption', 'include', 'include_dir', 'include_if_exists',"
          + " 'krb_server_keyfile', 'log_directory', 'logging_collector', 'allow_alter_system'])";

  static final String FREE_MESSAGE =
      "listen_addresses, port, unix_socket_*, password_encryption, logging_collector,"
          + " allow_alter_system and the settings that name files or directories of the server are"
          + " fixed by the operator: leave them out";

  static final String NO_TLS = "!self.exists(k, k == 'ssl' || k.startsWith('ssl_'))";

  static final String NO_TLS_MESSAGE =
      "ssl and ssl_* are fixed by the operator: set database.tls, and leave them out";

  // Without an archive_command, archive_mode keeps every WAL file until the volume is full.
  static final String NO_CODE =
      "!self.exists(k, k in ['archive_mode', 'archive_command', 'restore_command',"
          + " 'archive_library', 'archive_cleanup_command', 'recovery_end_command',"
          + " 'shared_preload_libraries', 'session_preload_libraries', 'local_preload_libraries',"
          + " 'dynamic_library_path', 'jit_provider', 'oauth_validator_libraries',"
          + " 'output_plugin_libraries', 'extension_control_path'])";

  static final String NO_CODE_MESSAGE =
      "WAL archiving and settings that run commands or load libraries on the server are not open to"
          + " applications: leave them out";

  private ParameterRules() {}
}

package dev.threetier.operator.blueprint;

import dev.threetier.operator.api.v1alpha1.DatabaseSpec;
import java.util.Map;
import java.util.TreeMap;

/** The configuration of PostgreSQL, and the script that prepares its volume. */
final class PostgresqlConfiguration {

  /** Programs in the pod connect as the superuser by their user id, all others by password. */
  static final String HOST_BASED_AUTHENTICATION =
      """
      local all postgres peer
      local all all scram-sha-256
      host all all all scram-sha-256
      """;

  private static final String INITIALISATION = Resources.text("initialise.sh");

  private PostgresqlConfiguration() {}

  static String initialisation() {
    return INITIALISATION;
  }

  static String settings(DatabaseSpec spec, String socketDir) {
    var settings = new TreeMap<String, String>();
    settings.put("timezone", "UTC");
    settings.put("log_timezone", "UTC");
    settings.put("dynamic_shared_memory_type", "posix");
    if (spec.parameters() != null) {
      settings.putAll(spec.parameters());
    }
    settings.put("listen_addresses", "*");
    settings.put("port", String.valueOf(DatabaseTier.PORT));
    settings.put("unix_socket_directories", socketDir);
    settings.put("password_encryption", "scram-sha-256");
    settings.put("fsync", "on");
    settings.put("full_page_writes", "on");
    settings.put("synchronous_commit", "on");
    var lines = new StringBuilder();
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      lines.append(setting.getKey()).append(" = ").append(quoted(setting.getValue())).append('\n');
    }
    return lines.toString();
  }

  /** A value as postgresql.conf wants it, where quotes are doubled and backslashes escape. */
  static String quoted(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
  }
}

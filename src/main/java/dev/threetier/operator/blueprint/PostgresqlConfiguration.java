package dev.threetier.operator.blueprint;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The files of PostgreSQL's ConfigMap: its configuration, and the scripts of its pod. */
final class PostgresqlConfiguration {

  /** Programs in the pod connect as the superuser by their user id, all others by password. */
  static final String HOST_BASED_AUTHENTICATION =
      """
      local all postgres peer
      local all all scram-sha-256
      host all all all scram-sha-256
      """;

  static final String SCRIPT = "postgresql.sh";

  /**
   * What follows from the pod's resources comes with the pod that has them, and is no change to be
   * tried by one that has others.
   */
  private static final String OF_RESOURCES = "resources.conf";

  private static final String LOGINS = "logins.sh";

  private static final String LOGINS_TEXT = Resources.text(LOGINS);
  private static final String SCRIPT_TEXT = Resources.text(SCRIPT);
  private static final String INITIALISATION = Resources.text("initialise.sh");

  private PostgresqlConfiguration() {}

  static ConfigFiles files(Scope scope, String socketDir) {
    var name = scope.names().tier(Tier.DATABASE);
    var parameters =
        Objects.requireNonNullElse(scope.spec().database().parameters(), Map.<String, String>of());
    var own = PostgresqlWal.settings(scope);
    var all = new TreeMap<>(own);
    all.putAll(parameters);
    var running = scope.facts().running();
    var before = running.inForce().getOrDefault(name, Map.of());
    var watched =
        TriedConfiguration.POSTGRESQL.files(
            running.applied().get(name),
            before.isEmpty() ? null : TriedConfiguration.POSTGRESQL.inForce(before),
            PostgresqlExtensions.comment(scope.spec().database().extensions())
                + settings(all, socketDir));
    watched.put("defaults.conf", settings(own, socketDir));
    watched.putAll(BackupAccess.settings(scope));
    watched.putAll(InitialSql.files(scope));
    var readAtStart = new TreeMap<>(BackupAccess.scripts(scope));
    readAtStart.putAll(Restores.scripts(scope));
    readAtStart.putAll(MonitorAccess.scripts(scope));
    readAtStart.putAll(PostgresqlTls.scripts(scope));
    readAtStart.put("pg_hba.conf", hostBasedAuthentication(scope));
    readAtStart.put("initialise.sh", INITIALISATION);
    readAtStart.put(SCRIPT, SCRIPT_TEXT);
    readAtStart.put(LOGINS, LOGINS_TEXT);
    readAtStart.put(PostgresqlExtensions.SCRIPT, PostgresqlExtensions.SCRIPT_TEXT);
    readAtStart.put(VolumeWatch.SCRIPT, VolumeWatch.SCRIPT_TEXT);
    readAtStart.put(OF_RESOURCES, PostgresqlResources.file(scope.spec().database().resources()));
    return new ConfigFiles(name, readAtStart, watched);
  }

  private static String hostBasedAuthentication(Scope scope) {
    return PostgresqlTls.hostBasedAuthentication(
        scope, HOST_BASED_AUTHENTICATION + BackupAccess.hostBasedAuthentication(scope));
  }

  static String settings(Map<String, String> parameters, String socketDir) {
    var settings = new TreeMap<String, String>();
    settings.put("timezone", "UTC");
    settings.put("log_timezone", "UTC");
    settings.put("dynamic_shared_memory_type", "posix");
    settings.putAll(parameters);
    settings.put("listen_addresses", "*");
    settings.put("port", String.valueOf(DatabaseTier.PORT));
    settings.put("unix_socket_directories", socketDir);
    settings.put("password_encryption", "scram-sha-256");
    settings.put("fsync", "on");
    settings.put("full_page_writes", "on");
    settings.put("synchronous_commit", "on");
    // The last line of a name counts, so that parameters replace what it holds.
    var lines =
        new StringBuilder("include '").append(Pods.CONFIG_DIR + "/" + OF_RESOURCES).append("'\n");
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

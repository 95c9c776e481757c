package dev.threetier.operator.blueprint;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;
import java.util.Map;

/** What the database's pod has in addition where it is saved: all of it nothing where it is not. */
final class BackupAccess {

  private static final String SCRIPT = "backup-role.sh";
  private static final String SCRIPT_TEXT = Resources.text(SCRIPT);
  private static final String BOUND = "max_slot_wal_keep_size";
  private static final String VOLUME = "backup-credentials";

  private BackupAccess() {}

  /** Replication is no database, and "all" does not mean it. */
  static String hostBasedAuthentication(Scope scope) {
    return Backups.areWanted(scope)
        ? "host replication " + Backups.USER + " all scram-sha-256\n"
        : "";
  }

  static Map<String, String> scripts(Scope scope) {
    return Backups.areWanted(scope) ? Map.of(SCRIPT, SCRIPT_TEXT) : Map.of();
  }

  /** Read when the pod starts, but not worth a restart. */
  static Map<String, String> settings(Scope scope) {
    return Backups.areWanted(scope) ? Map.of(BOUND, PostgresqlWal.forSlots(scope)) : Map.of();
  }

  static Map<String, String> rollOn(Scope scope) {
    return Backups.areWanted(scope) ? Map.of(VOLUME, Digest.of(Backups.password(scope))) : Map.of();
  }

  static List<Volume> volumes(Scope scope) {
    return Backups.areWanted(scope)
        ? List.of(DatabaseTier.password(VOLUME, scope.names().backup()))
        : List.of();
  }

  /** The container that is the superuser beside the server makes the role when it starts. */
  static Container madeBy(Container reloader, Scope scope) {
    if (!Backups.areWanted(scope)) {
      return reloader;
    }
    return Pods.beside(reloader, SCRIPT)
        .edit()
        .addToVolumeMounts(Pods.readOnlyMount(VOLUME, DatabaseTier.CREDENTIALS_DIR + "/backup"))
        .build();
  }
}

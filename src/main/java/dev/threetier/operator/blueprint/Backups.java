package dev.threetier.operator.blueprint;

import dev.threetier.operator.api.v1alpha1.BackupStorage;
import dev.threetier.operator.api.v1alpha1.DatabaseBackup;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The pod that saves the database, and what it needs. */
public final class Backups {

  /** Component of the pods in their labels; they are no tier's. */
  public static final String COMPONENT = "backup";

  /** The container that receives the WAL. */
  public static final String WAL = "wal";

  /** The container that takes base backups, and ends after each with a report. */
  public static final String BASE = "base";

  /** Annotation of an application whose every new value is answered with a base backup. */
  public static final String REQUEST = "threetier.dev/backup-now";

  static final String USER = "threetier_backup";

  private static final String SCRIPT = "backup.sh";
  private static final String SCRIPT_TEXT = Resources.text(SCRIPT);

  // What is cut off is cleaned up by the next pod.
  private static final int GRACE_PERIOD_SECONDS = 10;

  private Backups() {}

  private static Optional<DatabaseBackup> wanted(Scope scope) {
    return Optional.ofNullable(scope.spec().database().backup());
  }

  static boolean areWanted(Scope scope) {
    return wanted(scope).isPresent();
  }

  static LabelSelector selector(Scope scope) {
    return Deployments.selector(scope, COMPONENT);
  }

  static Optional<Secret> secret(Scope scope) {
    return wanted(scope)
        .map(
            backup ->
                new SecretBuilder()
                    .withMetadata(scope.dataMetadata(scope.names().backup()))
                    .withType("Opaque")
                    .withData(
                        Map.of(
                            Secrets.USERNAME,
                            Secrets.base64(USER),
                            Secrets.PASSWORD,
                            Secrets.base64(password(scope))))
                    .build());
  }

  static String password(Scope scope) {
    return scope.facts().saved().password().orElse("");
  }

  static Optional<PersistentVolumeClaim> volume(Scope scope) {
    var storage = wanted(scope).map(DatabaseBackup::storage);
    return storage
        .map(BackupStorage::size)
        .map(
            size ->
                Volumes.claim(
                    scope.dataMetadata(scope.names().backup()),
                    storage.get().storageClassName(),
                    Volumes.size(scope.facts().saved().volume(), new Quantity(size))));
  }

  static Optional<String> claim(Scope scope) {
    return wanted(scope).map(backup -> claim(backup, scope.names()));
  }

  /** The claim of the volume, which may be the user's. */
  public static String claim(DatabaseBackup backup, Names names) {
    return Objects.requireNonNullElse(backup.storage().claimName(), names.backup());
  }

  static Optional<ConfigMap> configMap(Scope scope) {
    return wanted(scope)
        .map(
            backup ->
                new ConfigMapBuilder()
                    .withMetadata(scope.metadata(Tier.DATABASE, scope.names().backup()))
                    .withData(scripts(scope))
                    .build());
  }

  private static Map<String, String> scripts(Scope scope) {
    var scripts = new HashMap<>(BackupTrials.scripts(scope));
    scripts.put(SCRIPT, SCRIPT_TEXT);
    scripts.put(VolumeWatch.SCRIPT, VolumeWatch.SCRIPT_TEXT);
    scripts.putAll(Buckets.scripts(scope));
    return scripts;
  }

  private static Map<String, String> readAtStart(Scope scope) {
    var texts = scripts(scope);
    texts.put(Secrets.PASSWORD, password(scope));
    return texts;
  }

  /** One pod, for the volume may be mounted by one node only. */
  static Optional<Deployment> deployment(Scope scope) {
    return wanted(scope).map(backup -> deployment(scope, backup));
  }

  private static Deployment deployment(Scope scope, DatabaseBackup backup) {
    var name = scope.names().backup();
    var placement = scope.spec().database().placement();
    var base =
        container(scope, backup, BASE)
            .addAllToEnv(timeZone(backup))
            .addAllToEnv(BackupTrials.environment(scope))
            .addAllToEnv(Buckets.environment(scope))
            .build();
    return new DeploymentBuilder()
        .withMetadata(scope.metadata(Tier.DATABASE, name))
        .withNewSpec()
        .withReplicas(backup.suspend() || Restores.isPendingFromItself(scope) ? 0 : 1)
        .withRevisionHistoryLimit(1)
        .withNewStrategy()
        .withType("Recreate")
        .endStrategy()
        .withSelector(selector(scope))
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(Labels.of(scope.name(), COMPONENT))
        .addToAnnotations(Deployments.CONFIGURATION, Digest.of(readAtStart(scope)))
        .endMetadata()
        .withNewSpec()
        .withServiceAccountName(scope.names().tier(Tier.DATABASE))
        .withImagePullSecrets(scope.spec().imagePullSecrets())
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withTerminationGracePeriodSeconds((long) GRACE_PERIOD_SECONDS)
        .withSecurityContext(DatabaseTier.security())
        .withNodeSelector(placement.nodeSelector())
        .withTolerations(Deployments.tolerations(placement))
        .withContainers(
            container(scope, backup, WAL)
                .withReadinessProbe(
                    Pods.shell("sh " + Pods.CONFIG_DIR + "/" + SCRIPT + " streams")
                        .withPeriodSeconds(10)
                        .withTimeoutSeconds(10)
                        .withFailureThreshold(3)
                        .build())
                .build(),
            base)
        .addAllToContainers(Buckets.copying(base, scope))
        .withVolumes(
            Pods.claim("backup", claim(scope).orElse(name)),
            Pods.scratch("tmp", "64Mi"),
            Pods.configuration("config", name))
        .addAllToVolumes(PostgresqlTls.clientVolumes(scope))
        .addAllToVolumes(Buckets.volumes(scope))
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static ContainerBuilder container(Scope scope, DatabaseBackup backup, String name) {
    return Pods.container(Tier.DATABASE, DatabaseTier.image(scope))
        .withName(name)
        .withCommand("sh", Pods.CONFIG_DIR + "/" + SCRIPT, name)
        .withResources(resources(scope, backup))
        .withEnv(environment(scope, backup))
        .addAllToEnv(PostgresqlTls.verification(scope))
        .withVolumeMounts(
            Pods.mount("backup", "/backup"),
            Pods.mount("tmp", "/tmp"),
            Pods.readOnlyMount("config", Pods.CONFIG_DIR))
        .addAllToVolumeMounts(PostgresqlTls.clientMounts(scope));
  }

  private static List<EnvVar> environment(Scope scope, DatabaseBackup backup) {
    var database = scope.spec().database();
    var retention = backup.retention();
    return List.of(
        Environment.value("PGHOST", scope.names().tier(Tier.DATABASE)),
        Environment.value("PGPORT", String.valueOf(DatabaseTier.PORT)),
        Environment.value("PGDATABASE", Secrets.SUPERUSER),
        Environment.value("PGUSER", USER),
        Environment.fromSecret("PGPASSWORD", scope.names().backup(), Secrets.PASSWORD),
        Environment.value("PGCONNECT_TIMEOUT", "5"),
        Environment.value("SCHEDULE", backup.schedule()),
        Environment.value("KEEP_COUNT", String.valueOf(retention.count())),
        Environment.value("KEEP_DAYS", Objects.toString(retention.maxAgeDays(), "none")),
        Environment.value("REQUEST", scope.facts().saved().request().orElse("none")),
        Environment.value("MAJOR_VERSION", String.valueOf(database.version())),
        Environment.value("DATABASE_NAME", database.name()),
        Environment.value("DATABASE_USER", database.user()));
  }

  private static List<EnvVar> timeZone(DatabaseBackup backup) {
    return backup.timeZone() == null
        ? List.of()
        : List.of(Environment.value("TIME_ZONE", backup.timeZone()));
  }

  /** Where a quota asks for limits, it needs them as the server does. */
  private static ResourceRequirements resources(Scope scope, DatabaseBackup backup) {
    return Pods.resources(
        backup.resources(),
        Pods.cpuAndMemory("10m", "32Mi"),
        Pods.isCpuLimited(scope.spec().database().resources())
            ? Pods.cpuAndMemory("1", "256Mi")
            : Map.of("memory", new Quantity("256Mi")));
  }
}

package dev.threetier.operator.blueprint;

import dev.threetier.operator.api.v1alpha1.DatabaseBackup;
import dev.threetier.operator.api.v1alpha1.S3Storage;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What copies backups to S3-compatible storage, and fetches them from there. */
public final class Buckets {

  /** The container that copies, and ends with a report when there is something to tell. */
  public static final String COPY = "s3";

  /** The container that fetches what is to be restored. */
  public static final String FETCH = "fetch";

  /** Where on the database's volume that is until it has been restored. */
  static final String FETCHED = "/data/.fetched";

  private static final String SCRIPT = "s3.sh";
  private static final Map<String, String> SCRIPTS = Map.of(SCRIPT, Resources.text(SCRIPT));
  private static final String VOLUME = "s3-credentials";

  private Buckets() {}

  private static Optional<S3Storage> wanted(Scope scope) {
    return Optional.ofNullable(scope.spec().database().backup()).map(DatabaseBackup::s3);
  }

  static boolean areWanted(Scope scope) {
    return wanted(scope).isPresent();
  }

  static Map<String, String> scripts(Optional<S3Storage> storage) {
    return storage.isPresent() ? SCRIPTS : Map.of();
  }

  static Map<String, String> scripts(Scope scope) {
    return scripts(wanted(scope));
  }

  /** So that the container that removes old backups names them to the one that copies. */
  static List<EnvVar> environment(Scope scope) {
    return areWanted(scope) ? List.of(Environment.value("COPIES", "true")) : List.of();
  }

  static List<Volume> volumes(Scope scope) {
    return wanted(scope).map(Buckets::credentials).stream().toList();
  }

  /**
   * The Secret may be missing: what saves to the volume is not to wait for it. The container sees
   * what it says, so that one that is changed takes effect in the pod that runs.
   */
  static Volume credentials(S3Storage storage) {
    return Pods.optionalSecret(VOLUME, storage.secretName());
  }

  /** Copies what the container given saves. */
  static List<Container> copying(Container saving, Scope scope) {
    return wanted(scope)
        .map(
            storage ->
                container(scope, storage, path(storage, scope.namespace(), scope.name()), "copy")
                    .withName(COPY)
                    .withResources(saving.getResources())
                    .addToVolumeMounts(
                        Pods.mount("backup", "/backup"),
                        Pods.mount("tmp", "/tmp"),
                        Pods.readOnlyMount("config", Pods.CONFIG_DIR))
                    .build())
        .stream()
        .toList();
  }

  /** Fetches what another application has had copied. */
  static Container fetching(
      Scope scope, S3Storage storage, String namespace, String app, List<EnvVar> wanted) {
    return container(scope, storage, path(storage, namespace, app), FETCH)
        .withName(FETCH)
        .addAllToEnv(wanted)
        .addToVolumeMounts(
            Pods.mount("data", "/data"),
            Pods.mount("tmp", "/tmp"),
            Pods.readOnlyMount("config", Pods.CONFIG_DIR))
        .build();
  }

  private static ContainerBuilder container(
      Scope scope, S3Storage storage, String path, String task) {
    return Pods.container(Tier.DATABASE, scope.config().images().rclone())
        .withCommand("sh", Pods.CONFIG_DIR + "/" + SCRIPT, task)
        .withEnv(connection(storage, path))
        .withVolumeMounts(Pods.readOnlyMount(VOLUME, "/etc/s3"));
  }

  private static List<EnvVar> connection(S3Storage storage, String path) {
    var endpoint = Optional.ofNullable(storage.endpoint());
    return List.of(
        Environment.value("S3_PATH", path),
        Environment.value("S3_SECRET", storage.secretName()),
        Environment.value("RCLONE_CONFIG_S3_TYPE", "s3"),
        Environment.value("RCLONE_CONFIG_S3_PROVIDER", endpoint.isPresent() ? "Other" : "AWS"),
        Environment.value("RCLONE_CONFIG_S3_ENDPOINT", endpoint.orElse("")),
        Environment.value(
            "RCLONE_CONFIG_S3_REGION", Objects.requireNonNullElse(storage.region(), "us-east-1")),
        // It is the user's: nobody is asked whether it is there, or told to make it.
        Environment.value("RCLONE_CONFIG_S3_NO_CHECK_BUCKET", "true"));
  }

  /** No two applications of a cluster have the same. */
  private static String path(S3Storage storage, String namespace, String app) {
    return Stream.of(
            Optional.of(storage.bucket()),
            Optional.ofNullable(storage.prefix()),
            Optional.of(namespace),
            Optional.of(app))
        .flatMap(Optional::stream)
        .collect(Collectors.joining("/"));
  }
}

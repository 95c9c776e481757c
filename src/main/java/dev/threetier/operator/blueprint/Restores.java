package dev.threetier.operator.blueprint;

import dev.threetier.operator.api.v1alpha1.DatabaseRestore;
import dev.threetier.operator.api.v1alpha1.S3Storage;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the database's pod has in addition until its volume has been made from a backup. */
public final class Restores {

  /** The container that makes it. */
  public static final String CONTAINER = "restore";

  /** Annotation of the volume's claim: what was restored. It is worth as much as the volume. */
  static final String RESTORED = "threetier.dev/restored";

  private static final String SCRIPT = "restore.sh";
  private static final String SCRIPT_TEXT = Resources.text(SCRIPT);
  private static final String SOURCE = "source";
  private static final String FROM = "RESTORE_FROM";

  /** What was wanted, and the backup that was taken. */
  private static final Pattern REPORT = Pattern.compile("([0-9a-f]{16}) ([0-9TZ]{16})");

  private Restores() {}

  private static Optional<DatabaseRestore> pending(Scope scope) {
    return Optional.ofNullable(scope.spec().database().restore())
        .filter(
            restore ->
                scope
                    .facts()
                    .saved()
                    .restored()
                    .filter(report -> report.startsWith(id(restore)))
                    .isEmpty());
  }

  private static String id(DatabaseRestore restore) {
    var wanted =
        new HashMap<>(
            Map.of(
                "from", restore.from().appName(),
                "backup", Objects.requireNonNullElse(restore.backup(), ""),
                "time", Objects.requireNonNullElse(restore.time(), "")));
    // Not there in the ids of databases that have been restored before these could be written.
    if (restore.from().claimName() != null) {
      wanted.put("claim", restore.from().claimName());
    }
    bucket(restore)
        .ifPresent(
            storage -> {
              wanted.put("bucket", storage.bucket());
              wanted.put("endpoint", Objects.requireNonNullElse(storage.endpoint(), ""));
              wanted.put("prefix", Objects.requireNonNullElse(storage.prefix(), ""));
              wanted.put("namespace", Objects.requireNonNullElse(restore.from().namespace(), ""));
            });
    return Digest.of(wanted);
  }

  private static Optional<S3Storage> bucket(DatabaseRestore restore) {
    return Optional.ofNullable(restore.from().s3());
  }

  /** Whether the database's pod has to reach what is outside of the cluster. */
  static boolean isPendingFromOutside(Scope scope) {
    return pending(scope).flatMap(Restores::bucket).isPresent();
  }

  private static String claim(DatabaseRestore restore) {
    return Objects.requireNonNullElseGet(
        restore.from().claimName(), () -> new Names(restore.from().appName()).backup());
  }

  static Map<String, String> scripts(Scope scope) {
    var scripts = new HashMap<String, String>();
    pending(scope)
        .ifPresent(
            restore -> {
              scripts.put(SCRIPT, SCRIPT_TEXT);
              scripts.putAll(Buckets.scripts(bucket(restore)));
            });
    return scripts;
  }

  /** The claim is not needed afterwards: its loss is not to keep the database from starting. */
  static Stream<Volume> volumes(Scope scope) {
    return pending(scope)
        .map(
            restore ->
                bucket(restore)
                    .map(Buckets::credentials)
                    .orElseGet(() -> Pods.claim(SOURCE, claim(restore))))
        .stream();
  }

  /** Before the container that would make an empty database, and now will not. */
  static List<Container> before(Container initialisation, Scope scope) {
    var restore = scope.spec().database().restore();
    if (restore == null) {
      return List.of(initialisation);
    }
    var warned =
        initialisation.edit().addToEnv(Environment.value(FROM, restore.from().appName())).build();
    return Stream.concat(
            pending(scope).stream().flatMap(wanted -> containers(scope, wanted, warned)),
            Stream.of(warned))
        .toList();
  }

  /** The volume with the backups is then needed by the database's pod, on whatever node. */
  static boolean isPendingFromItself(Scope scope) {
    var own = Backups.claim(scope);
    return own.isPresent()
        && pending(scope)
            .filter(restore -> bucket(restore).isEmpty())
            .map(Restores::claim)
            .equals(own);
  }

  private static Stream<Container> containers(
      Scope scope, DatabaseRestore restore, Container initialisation) {
    var target =
        List.of(
            Environment.value(
                "RESTORE_BACKUP", Objects.requireNonNullElse(restore.backup(), "none")),
            Environment.value("RESTORE_TIME", Objects.requireNonNullElse(restore.time(), "none")));
    var restoring =
        initialisation
            .edit()
            .withName(CONTAINER)
            .withCommand("sh", Pods.CONFIG_DIR + "/" + SCRIPT)
            .addToEnv(Environment.value("RESTORE_ID", id(restore)))
            .addAllToEnv(target);
    var from = restore.from();
    var storage = from.s3();
    return storage == null
        ? Stream.of(restoring.addToVolumeMounts(Pods.readOnlyMount(SOURCE, "/source")).build())
        : Stream.of(
            Buckets.fetching(
                scope,
                storage,
                Objects.requireNonNullElse(from.namespace(), scope.namespace()),
                from.appName(),
                target),
            restoring
                .addToEnv(
                    Environment.value("RESTORE_SOURCE", Buckets.FETCHED),
                    Environment.value("RESTORE_HOLDER", "bucket " + storage.bucket()))
                .build());
  }

  static ObjectMeta annotated(ObjectMeta metadata, Facts.Saved saved) {
    return saved
        .restored()
        .map(report -> metadata.edit().addToAnnotations(RESTORED, report).build())
        .orElse(metadata);
  }

  /**
   * What the database's volume was made from, as its claim says, or a pod that has just done it.
   */
  public static Optional<String> restored(Optional<PersistentVolumeClaim> volume, List<Pod> pods) {
    return Stream.concat(
            volume.stream()
                .map(claim -> claim.getMetadata().getAnnotations())
                .filter(Objects::nonNull)
                .map(annotations -> annotations.get(RESTORED)),
            pods.stream().map(Restores::report))
        .filter(Objects::nonNull)
        .map(String::strip)
        .filter(report -> REPORT.matcher(report).matches())
        .reduce((earlier, later) -> later);
  }

  private static @Nullable String report(Pod pod) {
    return pod.getStatus() == null
        ? null
        : pod.getStatus().getInitContainerStatuses().stream()
            .filter(status -> status.getName().equals(CONTAINER))
            .map(ContainerStatus::getState)
            .filter(state -> state != null && state.getTerminated() != null)
            .map(state -> state.getTerminated())
            .filter(end -> end.getExitCode() == 0)
            .map(end -> end.getMessage())
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
  }

  /** The name of the backup in what {@link #restored} tells. */
  public static Optional<String> backup(String restored) {
    var report = REPORT.matcher(restored);
    return report.matches() ? Optional.of(report.group(2)) : Optional.empty();
  }
}

package dev.threetier.operator.status;

import dev.threetier.operator.api.v1alpha1.DatabaseBackup;
import dev.threetier.operator.api.v1alpha1.DatabaseStatus;
import dev.threetier.operator.api.v1alpha1.S3Storage;
import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.api.v1alpha1.ThreeTierAppStatus;
import dev.threetier.operator.blueprint.Buckets;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether backups are copied out of the cluster, and why not. */
final class CopyDiagnosis {

  /** What keeps the container from being started at all. */
  private static final Set<Reason> NOT_STARTED =
      Set.of(Reason.IMAGE_PULL_FAILED, Reason.CONTAINER_CONFIG_INVALID);

  private final ThreeTierApp app;
  private final Optional<Pod> pod;
  private final Optional<CopyReport> report;
  private final Instant now;

  CopyDiagnosis(ThreeTierApp app, Optional<Pod> pod, Instant now) {
    this.app = app;
    this.pod = pod;
    this.report = pod.flatMap(CopyReport::of);
    this.now = now;
  }

  /** The time of a pod before stays until a new one has told one. */
  @Nullable String until() {
    return storage().isEmpty()
        ? null
        : report
            .flatMap(CopyReport::until)
            .or(
                () ->
                    Optional.ofNullable(app.getStatus())
                        .map(ThreeTierAppStatus::database)
                        .map(DatabaseStatus::copiedUntil))
            .orElse(null);
  }

  /** What was told last stays while a new pod has not told anything yet. */
  void addTo(Conditions conditions) {
    if (storage().isEmpty()) {
      return;
    }
    var found = paused().or(this::notStarted).or(() -> report.map(this::told));
    var before = conditions.before(Conditions.BACKUP_COPIED);
    if (found.isEmpty() && before.isPresent()) {
      conditions.keep(before.get());
      return;
    }
    conditions.add(
        Conditions.BACKUP_COPIED,
        found
            .map(finding -> Conditions.Status.of(finding.reason() == Reason.COPIED))
            .orElse(Conditions.Status.UNKNOWN),
        found.map(Finding::reason).orElse(Reason.WAITING),
        found.map(Finding::message).orElse("no base backup has been copied yet"));
  }

  private Optional<S3Storage> storage() {
    return Optional.ofNullable(app.getSpec().database().backup()).map(DatabaseBackup::s3);
  }

  private Optional<Finding> paused() {
    return Optional.ofNullable(app.getSpec().database().backup())
        .filter(DatabaseBackup::suspend)
        .map(
            backup ->
                new Finding(Reason.PAUSED, "backup.suspend is true: nothing is copied meanwhile"));
  }

  private Optional<Finding> notStarted() {
    return pod.filter(running -> running.getStatus() != null)
        .flatMap(
            running ->
                running.getStatus().getContainerStatuses().stream()
                    .filter(status -> status.getName().equals(Buckets.COPY))
                    .findFirst()
                    .flatMap(status -> new ContainerDiagnosis(running, status, now).finding()))
        .filter(finding -> NOT_STARTED.contains(finding.reason()));
  }

  private Finding told(CopyReport told) {
    var bucket = "bucket " + storage().map(S3Storage::bucket).orElse("");
    return told.failure()
        .map(
            words ->
                new Finding(
                    Reason.COPY_FAILED,
                    "nothing is copied to %s since %s: %s"
                        .formatted(
                            bucket, Optional.ofNullable(until()).orElse("the beginning"), words)))
        .orElseGet(
            () ->
                new Finding(
                    Reason.COPIED,
                    "%s has what is on the backup volume, %s, and the WAL a minute after it is written"
                        .formatted(
                            bucket,
                            told.last()
                                .map(name -> "base backup " + name + " the last")
                                .orElse("which is no base backup yet"))));
  }
}

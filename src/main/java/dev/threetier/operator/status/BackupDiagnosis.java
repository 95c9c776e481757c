package dev.threetier.operator.status;

import dev.threetier.operator.api.v1alpha1.DatabaseStatus;
import dev.threetier.operator.api.v1alpha1.SavedBackup;
import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.api.v1alpha1.ThreeTierAppStatus;
import dev.threetier.operator.blueprint.Backups;
import dev.threetier.operator.blueprint.Names;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the database is saved, and why not. */
final class BackupDiagnosis {

  private final ThreeTierApp app;
  private final Optional<Pod> pod;
  private final Optional<BackupReport> report;
  private final Instant now;

  BackupDiagnosis(ThreeTierApp app, Observed observed, Instant now) {
    this.app = app;
    this.pod =
        observed.backupPods().stream()
            .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
            .max(
                Comparator.comparing(
                    pod -> Objects.toString(pod.getMetadata().getCreationTimestamp(), "")));
    this.report = pod.flatMap(BackupReport::of);
    this.now = now;
  }

  /** Of the same pod. */
  CopyDiagnosis copies() {
    return new CopyDiagnosis(app, pod, now);
  }

  /** Nothing where nothing is to be saved. */
  Optional<TierDiagnosis.Result> result(TierDiagnosis.Result database) {
    var wanted = app.getSpec().database().backup();
    if (wanted == null) {
      return Optional.empty();
    }
    var trouble =
        wanted.suspend()
            ? Optional.of(
                new Finding(Reason.PAUSED, "backup.suspend is true: nothing is saved meanwhile"))
            : trouble(database.available());
    return Optional.of(
        trouble
            .map(finding -> new TierDiagnosis.Result(false, finding))
            .orElseGet(() -> new TierDiagnosis.Result(true, saved())));
  }

  /** What was last told stays while a new pod has not told anything yet. */
  List<SavedBackup> backups() {
    return report
        .map(BackupReport::backups)
        .filter(told -> !told.isEmpty())
        .or(() -> before().map(DatabaseStatus::backups))
        .orElse(List.of());
  }

  private Optional<DatabaseStatus> before() {
    return Optional.ofNullable(app.getStatus()).map(ThreeTierAppStatus::database);
  }

  /** The time in a backup's name. */
  @Nullable String recoverableFrom() {
    return (report.isPresent()
            ? report.flatMap(BackupReport::from).map(BackupDiagnosis::asTime)
            : before().map(DatabaseStatus::recoverableFrom))
        .orElse(null);
  }

  /** What was last told of a trial stays while a new pod has not told anything yet. */
  void addTrialTo(Conditions conditions) {
    var wanted = app.getSpec().database().backup();
    if (wanted == null || wanted.trial() == null) {
      return;
    }
    var trial = report.flatMap(BackupReport::trial);
    var before = conditions.before(Conditions.BACKUP_VERIFIED);
    if (trial.isEmpty() && before.isPresent()) {
      conditions.keep(before.get());
    } else {
      conditions.add(
          Conditions.BACKUP_VERIFIED,
          trial.map(told -> Conditions.Status.of(told.passed())).orElse(Conditions.Status.UNKNOWN),
          trial
              .map(told -> told.passed() ? Reason.VERIFIED : Reason.TRIAL_FAILED)
              .orElse(Reason.WAITING),
          trial.map(BackupDiagnosis::told).orElse("no backup has been restored on trial yet"));
    }
  }

  /** The same for what was told of the volume's room. */
  void addRoomTo(Conditions conditions) {
    var wanted = app.getSpec().database().backup();
    if (wanted == null) {
      return;
    }
    if (report.isEmpty()) {
      conditions.before(Conditions.BACKUP_VOLUME_HEALTHY).ifPresent(conditions::keep);
      return;
    }
    var claim =
        "PersistentVolumeClaim " + Backups.claim(wanted, new Names(app.getMetadata().getName()));
    var finding =
        report
            .flatMap(BackupReport::room)
            .filter(room -> room.level() != VolumeReport.Level.ROOM)
            .map(room -> shortOf(room, claim))
            .orElseGet(() -> new Finding(Reason.AVAILABLE, claim + " has room"));
    conditions.add(
        Conditions.BACKUP_VOLUME_HEALTHY,
        Conditions.Status.of(finding.reason() == Reason.AVAILABLE),
        finding.reason(),
        finding.message());
  }

  private static Finding shortOf(VolumeReport room, String claim) {
    var isFull = room.level() == VolumeReport.Level.NONE;
    return new Finding(
        isFull ? Reason.VOLUME_FULL : Reason.VOLUME_NEARLY_FULL,
        "%s is %s, %s are left: make it larger, or lower spec.database.backup.retention"
            .formatted(claim, isFull ? "full" : "used to " + room.percent() + "%", room.room()));
  }

  private static String told(BackupReport.Trial trial) {
    return trial.passed()
        ? "backup %s was restored on trial at %s in %d s, with all WAL since, and nothing was wrong"
            .formatted(trial.backup(), asTime(trial.time()), trial.seconds())
        : "the trial restore of backup %s at %s failed: %s"
            .formatted(trial.backup(), asTime(trial.time()), trial.words());
  }

  private static String asTime(String name) {
    return name.replaceFirst("(....)(..)(..)T(..)(..)(..)Z", "$1-$2-$3T$4:$5:$6Z");
  }

  private Optional<Finding> trouble(boolean databaseAvailable) {
    if (pod.isEmpty()) {
      var name = new Names(app.getMetadata().getName()).backup();
      return Optional.of(
          new Finding(Reason.WAITING, "Deployment %s has no pod yet".formatted(name)));
    }
    return PodDiagnosis.scheduling(pod.get())
        .or(
            () ->
                stream(pod.get())
                    .map(
                        finding ->
                            databaseAvailable
                                ? finding
                                : new Finding(
                                    Reason.WAITING, "the database is not there to be saved")))
        .or(() -> report.flatMap(BackupReport::failure).map(BackupDiagnosis::failed))
        .or(
            () ->
                backups().isEmpty()
                    ? Optional.of(
                        new Finding(Reason.WAITING, "the first base backup is being taken"))
                    : Optional.empty());
  }

  private static Finding failed(String words) {
    return new Finding(Reason.BACKUP_FAILED, "the last base backup failed: " + words);
  }

  /** Its container ends when it has not received WAL for a minute, and says why. */
  private Optional<Finding> stream(Pod pod) {
    var status = container(pod, Backups.WAL);
    return status
        .map(
            container ->
                new ContainerDiagnosis(pod, container, now)
                    .finding()
                    .map(
                        finding ->
                            finding.reason() == Reason.CRASH_LOOPING
                                    || finding.reason() == Reason.PROBE_FAILING
                                ? new Finding(
                                    Reason.BACKUP_FAILED,
                                    "the WAL is not received: " + finding.message())
                                : finding))
        .orElseGet(
            () ->
                Optional.of(
                    new Finding(
                        Reason.WAITING,
                        "pod %s has not been started yet".formatted(pod.getMetadata().getName()))));
  }

  private static Optional<ContainerStatus> container(Pod pod, String name) {
    return pod.getStatus() == null
        ? Optional.empty()
        : pod.getStatus().getContainerStatuses().stream()
            .filter(status -> status.getName().equals(name))
            .findFirst();
  }

  private Finding saved() {
    return new Finding(
        Reason.AVAILABLE,
        "the WAL is received; the database can be restored to any time from %s on, the last of %d base backups is %s"
            .formatted(recoverableFrom(), backups().size(), backups().getFirst().name()));
  }
}

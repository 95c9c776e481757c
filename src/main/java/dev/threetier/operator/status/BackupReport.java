package dev.threetier.operator.status;

import dev.threetier.operator.api.v1alpha1.SavedBackup;
import dev.threetier.operator.blueprint.Backups;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a pod last told of its base backups, in the message with which its container ended.
 *
 * @param failure why the last one failed, if it did
 * @param from the first one from which on the WAL has no gap
 * @param backups those that are there, the latest first
 * @param room what was last told of the volume's room, if it ever had little
 * @param trial what came of the last one that was restored on trial
 */
record BackupReport(
    Optional<String> failure,
    Optional<String> from,
    List<SavedBackup> backups,
    Optional<VolumeReport> room,
    Optional<Trial> trial) {

  private static final String SUCCEEDED = "succeeded";

  private static final Pattern FROM = Pattern.compile("from ([0-9]{8}T[0-9]{6}Z)");

  private static final Pattern BACKUP =
      Pattern.compile("([0-9]{8}T[0-9]{6}Z) ([0-9]{1,18}) ([0-9]{1,9})");

  private static final Pattern TRIAL =
      Pattern.compile(
          "trial (passed|failed) ([0-9]{8}T[0-9]{6}Z) ([0-9]{8}T[0-9]{6}Z) ([0-9]{1,9}) ?(.*)");

  /**
   * What came of restoring a backup.
   *
   * @param time when, as names of backups are written
   * @param words why it failed
   */
  record Trial(boolean passed, String backup, String time, int seconds, String words) {

    private static Trial of(MatchResult line) {
      return new Trial(
          line.group(1).equals("passed"),
          line.group(2),
          line.group(3),
          Integer.parseInt(line.group(4)),
          PodDiagnosis.shortened(line.group(5)));
    }
  }

  static Optional<BackupReport> of(Pod pod) {
    return pod.getStatus() == null
        ? Optional.empty()
        : pod.getStatus().getContainerStatuses().stream()
            .filter(status -> status.getName().equals(Backups.BASE))
            .flatMap(BackupReport::ends)
            .map(BackupReport::of)
            .findFirst();
  }

  private static Stream<ContainerStateTerminated> ends(ContainerStatus status) {
    return Stream.of(status.getState(), status.getLastState())
        .filter(Objects::nonNull)
        .map(ContainerState::getTerminated)
        .filter(Objects::nonNull);
  }

  private static BackupReport of(ContainerStateTerminated end) {
    var lines = Objects.requireNonNullElse(end.getMessage(), "").lines().toList();
    var backups =
        lines.stream()
            .map(BACKUP::matcher)
            .filter(Matcher::matches)
            .map(
                line ->
                    new SavedBackup(
                        line.group(1),
                        Long.parseLong(line.group(2)),
                        Integer.parseInt(line.group(3))));
    return new BackupReport(
        !lines.isEmpty() && lines.getFirst().equals(SUCCEEDED)
            ? Optional.empty()
            : Optional.of(words(end, lines)),
        lines.stream()
            .map(FROM::matcher)
            .filter(Matcher::matches)
            .map(line -> line.group(1))
            .findFirst(),
        backups.toList(),
        lines.stream().map(VolumeReport::of).flatMap(Optional::stream).findFirst(),
        lines.stream().map(TRIAL::matcher).filter(Matcher::matches).map(Trial::of).findFirst());
  }

  /** One that was killed had no time to say why. */
  private static String words(ContainerStateTerminated end, List<String> lines) {
    return lines.isEmpty()
        ? "the container ended with exit code %d%s"
            .formatted(
                end.getExitCode(), end.getReason() == null ? "" : " (" + end.getReason() + ")")
        : PodDiagnosis.shortened(lines.getFirst().replaceFirst("^failed ", ""));
  }
}

package dev.threetier.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.api.v1alpha1.ThreeTierAppStatus;
import dev.threetier.operator.fixture.Apps;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CopyDiagnosisTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final ThreeTierApp app =
      Apps.withSpec(
          "database: {backup: {storage: {size: 1Gi}, s3: {bucket: backups, secretName: s3}}}");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          copied 20260101T030004Z;until 2026-01-01T11:00:00Z | 0   | True    | Copied           | bucket backups has what is on the backup volume, base backup 20260101T030004Z the last, and the WAL a minute after it is written
          copied none;until 2026-01-01T11:00:00Z             | 0   | True    | Copied           | bucket backups has what is on the backup volume, which is no base backup yet, and the WAL a minute after it is written
          failed no such bucket;until 2026-01-01T11:00:00Z   | 1   | False   | BackupCopyFailed | nothing is copied to bucket backups since 2026-01-01T11:00:00Z: no such bucket
          failed no such bucket                              | 1   | False   | BackupCopyFailed | nothing is copied to bucket backups since the beginning: no such bucket
          until 2026-01-01T11:00:00                          | 137 | False   | BackupCopyFailed | nothing is copied to bucket backups since the beginning: the container ended with exit code 137 (OOMKilled)
          copied ../x                                        | 0   | Unknown | Waiting          | no base backup has been copied yet
          """)
  void whatThePodReportsIsTold(
      String report, int exitCode, String status, String reason, String message) {
    // When
    var condition = copied(status(pod(report.replace(";", "\n") + "\n", exitCode)));

    // Then
    assertThat(condition.getStatus()).isEqualTo(status);
    assertThat(condition.getReason()).isEqualTo(reason);
    assertThat(condition.getMessage()).isEqualTo(message);
  }

  @Test
  void whatWasReportedStaysUntilANewPodReports() {
    // Given
    var before = status(pod("failed away\nuntil 2026-01-01T11:00:00Z\n", 1));
    app.setStatus(before);

    // When
    var status = Statuses.of(app, new ObservedBuilder(app).build(), NOON);

    // Then
    assertThat(copied(status)).isEqualTo(copied(before));
    assertThat(Objects.requireNonNull(status.database()).copiedUntil())
        .isEqualTo("2026-01-01T11:00:00Z");
  }

  @Test
  void nothingIsCopiedWhileNothingIsSaved() {
    // Given
    var suspended =
        Apps.withSpec(
            "database: {backup: {suspend: true, storage: {size: 1Gi}, s3: {bucket: backups, secretName: s3}}}");

    // When
    var status = Statuses.of(suspended, new ObservedBuilder(suspended).build(), NOON);

    // Then
    assertThat(copied(status).getStatus()).isEqualTo("False");
    assertThat(copied(status).getReason()).isEqualTo("Paused");
  }

  @Test
  void nothingIsToldWhereNothingIsCopied() {
    // Given
    var saved = Apps.withSpec("database: {backup: {storage: {size: 1Gi}}}");

    // When
    var status = Statuses.of(saved, new ObservedBuilder(saved).build(), NOON);

    // Then
    assertThat(Conditions.find(status.conditions(), "BackupCopied")).isEmpty();
  }

  private static Condition copied(ThreeTierAppStatus status) {
    return Conditions.find(status.conditions(), "BackupCopied").orElseThrow();
  }

  private ThreeTierAppStatus status(Pod pod) {
    return Statuses.of(app, new ObservedBuilder(app).withBackup(pod).build(), NOON);
  }

  private static Pod pod(String report, int exitCode) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("shop-backup-1")
        .endMetadata()
        .withNewStatus()
        .addNewContainerStatus()
        .withName("s3")
        .withNewState()
        .withNewTerminated()
        .withExitCode(exitCode)
        .withReason(exitCode == 137 ? "OOMKilled" : null)
        .withMessage(report)
        .endTerminated()
        .endState()
        .endContainerStatus()
        .endStatus()
        .build();
  }
}

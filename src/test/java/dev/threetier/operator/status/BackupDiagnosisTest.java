package dev.threetier.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.api.v1alpha1.DatabaseStatus;
import dev.threetier.operator.api.v1alpha1.SavedBackup;
import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.api.v1alpha1.ThreeTierAppStatus;
import dev.threetier.operator.fixture.Apps;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class BackupDiagnosisTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private static final String REPORT =
      """
      succeeded
      from 20260101T030004Z
      20260102T030005Z 5000 3
      20260101T030004Z 4000 2
      20251231T030004Z 4000 2
      """;

  private final ThreeTierApp app = Apps.withSpec("database: {backup: {storage: {size: 1Gi}}}");

  @Test
  void whatThePodReportsIsTold() {
    // When
    var status = status(pod(REPORT));

    // Then
    assertThat(database(status).backups())
        .hasSize(3)
        .startsWith(new SavedBackup("20260102T030005Z", 5000, 3));
    assertThat(database(status).recoverableFrom()).isEqualTo("2026-01-01T03:00:04Z");
    assertThat(Conditions.find(status.conditions(), "BackupReady").orElseThrow().getMessage())
        .isEqualTo(
            "the WAL is received; the database can be restored to any time from"
                + " 2026-01-01T03:00:04Z on, the last of 3 base backups is 20260102T030005Z");
  }

  @Test
  void whatWasReportedStaysUntilANewPodReports() {
    // Given
    var before = status(pod(REPORT));
    app.setStatus(before);

    // When
    var status = Statuses.of(app, new ObservedBuilder(app).build(), NOON);

    // Then
    assertThat(status.database()).isEqualTo(before.database());
  }

  @Test
  void theLastTrialStaysUntilANewPodTellsOfAnother() {
    // Given
    var tried =
        Apps.withSpec("database: {backup: {storage: {size: 1Gi}, trial: {query: SELECT true}}}");
    var none = Statuses.of(tried, new ObservedBuilder(tried).build(), NOON);
    tried.setStatus(
        Statuses.of(
            tried,
            new ObservedBuilder(tried)
                .withBackup(pod(REPORT + "trial passed 20260102T030005Z 20260102T050000Z 7 \n"))
                .build(),
            NOON));

    // When
    var status =
        Statuses.of(tried, new ObservedBuilder(tried).withBackup(pod(REPORT)).build(), NOON);

    // Then
    assertThat(verified(none).getStatus()).isEqualTo("Unknown");
    assertThat(verified(none).getReason()).isEqualTo("Waiting");
    assertThat(verified(status).getStatus()).isEqualTo("True");
    assertThat(verified(status).getMessage())
        .startsWith("backup 20260102T030005Z was restored on trial at 2026-01-02T05:00:00Z in 7 s");
  }

  private static Condition verified(ThreeTierAppStatus status) {
    return Conditions.find(status.conditions(), "BackupVerified").orElseThrow();
  }

  @Test
  void whatIsNoReportIsNotTold() {
    // When
    var status = status(pod("succeeded\nfrom ../x\n20260102T030005Z many 3\n"));

    // Then
    assertThat(database(status).backups()).isEmpty();
    assertThat(database(status).recoverableFrom()).isNull();
  }

  @Test
  void onlyTheFirstLineTellsWhetherTheLastOneSucceeded() {
    // When
    var status = status(pod("failed no space left\n" + REPORT));

    // Then
    var ready = Conditions.find(status.conditions(), "BackupReady").orElseThrow();
    assertThat(ready.getStatus()).isEqualTo("False");
    assertThat(ready.getMessage()).isEqualTo("the last base backup failed: no space left");
  }

  private ThreeTierAppStatus status(Pod pod) {
    return Statuses.of(app, new ObservedBuilder(app).withBackup(pod).build(), NOON);
  }

  private static DatabaseStatus database(ThreeTierAppStatus status) {
    return Objects.requireNonNull(status.database());
  }

  private static Pod pod(String report) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("shop-backup-1")
        .endMetadata()
        .withNewStatus()
        .addNewContainerStatus()
        .withName("wal")
        .withReady(true)
        .withNewState()
        .withNewRunning("2026-01-01T11:00:00Z")
        .endState()
        .endContainerStatus()
        .addNewContainerStatus()
        .withName("base")
        .withNewState()
        .withNewTerminated()
        .withExitCode(0)
        .withMessage(report)
        .endTerminated()
        .endState()
        .endContainerStatus()
        .endStatus()
        .build();
  }
}

package dev.threetier.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.api.v1alpha1.ThreeTierAppStatus;
import dev.threetier.operator.blueprint.Tier;
import dev.threetier.operator.fixture.Apps;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VolumeDiagnosisTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private static final Instant STARTED = NOON.minusSeconds(40);

  private static final String FULL = "the volume is full: 99% used, 2 of 256 MiB left";

  private final ThreeTierApp app = Apps.minimal();

  @Test
  void aVolumeOfWhichNothingIsToldHasRoomOnceTheDatabaseServes() {
    // Given
    var starting = observed("1");
    starting.deployment(Tier.DATABASE).getStatus().setAvailableReplicas(0);

    // When
    var before = volume(starting);
    var after = volume(observed("1"));

    // Then
    assertThat(before).isEmpty();
    assertThat(after.orElseThrow().getStatus()).isEqualTo("True");
    assertThat(after.orElseThrow().getMessage())
        .isEqualTo("PersistentVolumeClaim shop-db has room");
  }

  @Test
  void whatWasToldStaysWhileThePodIsReplaced() {
    // Given
    app.setStatus(Statuses.of(app, observed("1").with(told("1")).build(), NOON.minusSeconds(60)));
    var before = Conditions.find(app.getStatus().conditions(), Conditions.VOLUME_HEALTHY);
    var starting = observed("2").with(told("1"));
    starting.deployment(Tier.DATABASE).getStatus().setAvailableReplicas(0);
    var started = observed("2").with(told("1"));

    // When
    var meanwhile = volume(starting);
    var atFirst = Statuses.of(app, started.build(), STARTED.plusSeconds(29));
    var afterwards = Statuses.of(app, started.build(), STARTED.plusSeconds(30));

    // Then
    assertThat(meanwhile).isEqualTo(before);
    assertThat(volume(atFirst)).isEqualTo(before);
    assertThat(volume(atFirst).orElseThrow().getStatus()).isEqualTo("False");
    assertThat(volume(afterwards).orElseThrow().getStatus()).isEqualTo("True");
    assertThat(Patience.of(atFirst, started.build(), NOON)).contains(Duration.ofSeconds(30));
    assertThat(Patience.of(afterwards, started.build(), NOON)).isEmpty();
  }

  @Test
  void ofAVolumeThatADatabaseHasLeftBehindNothingIsTold() {
    // Given
    var external = Apps.withSpec("database: {storage: null, external: {secretName: orders}}");

    // When
    var status = Statuses.of(external, observed("1").with(told("1")).build(), NOON);

    // Then
    assertThat(volume(status)).isEmpty();
  }

  @Test
  void whatSomebodyElseWroteIsNotTaken() {
    // When
    var report =
        VolumeReport.of(
            new EventBuilder()
                .withMessage("the volume is full: 100% used, 3 of 99999999999999999999 MiB left")
                .build());

    // Then
    assertThat(report).isEmpty();
  }

  private Optional<Condition> volume(ObservedBuilder observed) {
    return volume(Statuses.of(app, observed.build(), NOON));
  }

  private static Optional<Condition> volume(ThreeTierAppStatus status) {
    return Conditions.find(status.conditions(), Conditions.VOLUME_HEALTHY);
  }

  private ObservedBuilder observed(String pod) {
    return new ObservedBuilder(app)
        .with(
            new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName("shop-db")
                .endMetadata()
                .build())
        .with(Tier.DATABASE, pod(pod));
  }

  private static Pod pod(String uid) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("shop-db-" + uid)
        .withUid(uid)
        .endMetadata()
        .withNewStatus()
        .addNewContainerStatus()
        .withName("reload")
        .withNewState()
        .withNewRunning(STARTED.toString())
        .endState()
        .endContainerStatus()
        .endStatus()
        .build();
  }

  private static Event told(String uid) {
    return new EventBuilder()
        .withNewInvolvedObject()
        .withUid(uid)
        .endInvolvedObject()
        .withMessage("Liveness probe failed: " + FULL)
        .withLastTimestamp("2026-01-01T11:58:00Z")
        .build();
  }
}

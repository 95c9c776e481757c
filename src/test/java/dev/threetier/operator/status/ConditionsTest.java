package dev.threetier.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.api.v1alpha1.ThreeTierAppStatus;
import dev.threetier.operator.blueprint.Tier;
import dev.threetier.operator.fixture.Apps;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionsTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.987Z");

  private final ThreeTierApp app = Apps.minimal();

  @Test
  void allConditionsSpeakOfTheResourcesGeneration() {
    // Given
    app.getMetadata().setGeneration(7L);

    // When
    var status = statusAt(NOON, available());

    // Then
    assertThat(status.observedGeneration()).isEqualTo(7);
    assertThat(status.conditions()).hasSize(7).allMatch(c -> c.getObservedGeneration() == 7);
  }

  @Test
  void aNewConditionHasTheTimeInSeconds() {
    // When
    var status = statusAt(NOON, available());

    // Then
    assertThat(status.conditions())
        .allMatch(condition -> condition.getLastTransitionTime().equals("2026-01-01T12:00:00Z"));
  }

  @Test
  void theTimeOfTransitionStaysWhileTheStatusIsTheSame() {
    // Given
    app.setStatus(statusAt(NOON, available().without(Tier.WEB)));
    var other = available().with(failure(Tier.WEB, Reason.WAITING, "something else"));

    // When
    var status = statusAt(NOON.plusSeconds(60), other);

    // Then
    var web = condition(status, "WebReady");
    assertThat(web.getMessage()).isEqualTo("something else");
    assertThat(web.getLastTransitionTime()).isEqualTo("2026-01-01T12:00:00Z");
  }

  @Test
  void theTimeOfTransitionMovesWhereTheStatusFlips() {
    // Given
    app.setStatus(statusAt(NOON, available().without(Tier.WEB)));

    // When
    var status = statusAt(NOON.plusSeconds(60), available());

    // Then
    assertThat(condition(status, "WebReady").getLastTransitionTime())
        .isEqualTo("2026-01-01T12:01:00Z");
    assertThat(condition(status, "Ready").getLastTransitionTime())
        .isEqualTo("2026-01-01T12:01:00Z");
    assertThat(condition(status, "DatabaseReady").getLastTransitionTime())
        .isEqualTo("2026-01-01T12:00:00Z");
    assertThat(condition(status, "Stalled").getLastTransitionTime())
        .isEqualTo("2026-01-01T12:00:00Z");
  }

  @Test
  void theSameClusterAmountsToTheSameStatusAtAnyTime() {
    // Given
    app.setStatus(statusAt(NOON, available()));

    // When
    var status = statusAt(NOON.plusSeconds(3600), available());

    // Then
    assertThat(status).isEqualTo(app.getStatus());
  }

  @Test
  void aMessageIsBounded() {
    // Given
    var endless = "x".repeat(5000);

    // When
    var status = statusAt(NOON, available().with(failure(Tier.WEB, Reason.REFUSED, endless)));

    // Then
    assertThat(status.conditions()).allMatch(condition -> condition.getMessage().length() <= 1024);
    assertThat(condition(status, "WebReady").getMessage()).hasSize(1024);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {"|two\n  lines\t|, two lines", "||, ||", "|  |, ||"})
  void whatAContainerWroteBecomesOneLine(String message, String expected) {
    // When
    var line = PodDiagnosis.shortened(message);

    // Then
    assertThat(line).isEqualTo(expected);
  }

  /** Where something goes wrong, what was written last says why. */
  @Test
  void ofALongMessageTheEndIsKept() {
    // Given
    var message = "begin " + "x".repeat(1000) + " end";

    // When
    var line = PodDiagnosis.shortened(message);

    // Then
    assertThat(line).hasSize(301).startsWith("…").endsWith(" end");
  }

  private ThreeTierAppStatus statusAt(Instant now, ObservedBuilder observed) {
    return Statuses.of(app, observed.build(), now);
  }

  private ObservedBuilder available() {
    return new ObservedBuilder(app);
  }

  private static WriteFailure failure(Tier tier, Reason reason, String message) {
    return new WriteFailure(tier, "Service", reason, message);
  }

  private static Condition condition(ThreeTierAppStatus status, String type) {
    return Conditions.find(status.conditions(), type).orElseThrow();
  }
}

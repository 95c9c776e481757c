package dev.threetier.operator.status;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which conditions follow from what a cluster holds: one file for each case. */
class ConditionsTableTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  static List<StatusCase> cases() {
    return StatusCase.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void observedObjectsAmountToConditions(StatusCase given) {
    // When
    var status = Statuses.of(given.app(), given.observed(), NOON);

    // Then
    assertThat(table(status.conditions())).isEqualTo(given.conditions());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theThreeOverallConditionsSayTheSame(StatusCase given) {
    // When
    var status = Statuses.of(given.app(), given.observed(), NOON);

    // Then
    assertThat(status.conditions().subList(0, 3))
        .extracting(condition -> condition.getReason() + ": " + condition.getMessage())
        .containsOnly(
            status.conditions().getFirst().getReason()
                + ": "
                + status.conditions().getFirst().getMessage());
  }

  @Test
  void everyReasonThatTheStatusGivesIsInTheTable() {
    // Given: Unsupported and ReconcileError come from reconciliations that fail
    var table = cases().stream().map(StatusCase::conditions).collect(joining());

    // When
    var reasons =
        List.of(Reason.values()).stream()
            .filter(reason -> reason != Reason.UNSUPPORTED && reason != Reason.RECONCILE_ERROR);

    // Then
    assertThat(reasons).allMatch(reason -> table.contains(" " + reason.title() + ": "));
  }

  private static String table(List<Condition> conditions) {
    return conditions.stream().map(ConditionsTableTest::line).collect(joining());
  }

  private static String line(Condition condition) {
    var line = condition.getType() + " " + condition.getStatus();
    return switch (condition.getType()) {
      case Conditions.RECONCILING, Conditions.STALLED -> line + "\n";
      case Conditions.READY -> line + told(condition);
      default ->
          condition.getReason().equals(Reason.AVAILABLE.title()) ? "" : line + told(condition);
    };
  }

  private static String told(Condition condition) {
    return " %s: %s%n".formatted(condition.getReason(), condition.getMessage());
  }
}

package dev.threetier.operator.reconciler;

import dev.threetier.operator.api.v1alpha1.ThreeTierAppStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.util.List;
import java.util.stream.Stream;

/** Statuses of an application in the states that it can be in. */
final class TestStatus {

  private TestStatus() {}

  static ThreeTierAppStatus ready() {
    return of(1, "True", "False", "Available", "all tiers are available");
  }

  static ThreeTierAppStatus waiting(String message) {
    return of(1, "False", "False", "RollingOut", message);
  }

  /** Was ready, and is replacing pods. */
  static ThreeTierAppStatus rollingOut(String message) {
    var status = waiting(message);
    status.conditions().getFirst().setLastTransitionTime("2026-01-01T11:59:00Z");
    return status;
  }

  static ThreeTierAppStatus paused() {
    return of(1, "Unknown", "False", "Paused", "spec.paused is true");
  }

  static ThreeTierAppStatus stalled(String reason, String message) {
    return of(1, "False", "True", reason, message);
  }

  static ThreeTierAppStatus of(
      long generation, String ready, String stalled, String reason, String message) {
    return new ThreeTierAppStatus(
        generation,
        List.of(
            condition("Ready", ready, reason, message),
            condition("Stalled", stalled, reason, message)),
        List.of(),
        null,
        null,
        null,
        null,
        null);
  }

  /** The same, and what is told of the volume. */
  static ThreeTierAppStatus withVolume(ThreeTierAppStatus status, String healthy, String reason) {
    return new ThreeTierAppStatus(
        status.observedGeneration(),
        Stream.concat(
                status.conditions().stream(),
                Stream.of(condition("VolumeHealthy", healthy, reason, "of the volume")))
            .toList(),
        List.of(),
        null,
        null,
        null,
        null,
        null);
  }

  private static Condition condition(String type, String status, String reason, String message) {
    return new ConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withMessage(message)
        .withLastTransitionTime("2026-01-01T11:00:00Z")
        .build();
  }
}

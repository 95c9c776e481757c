package dev.threetier.operator.status;

import dev.threetier.operator.api.v1alpha1.ThreeTierAppStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** When an application has to be looked at again although nothing happens. */
public final class Patience {

  private static final Duration SHORTEST = Duration.ofSeconds(15);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private Patience() {}

  /**
   * No event tells that no Gateway answers, that a container has not become ready, that it has
   * ceased to crash without becoming so, or that a write would be accepted.
   */
  public static Optional<Duration> of(
      ThreeTierAppStatus status, List<WriteFailure> failures, Instant now) {
    if (tells(status, Reason.STARTING)) {
      return Optional.of(ContainerDiagnosis.READINESS_PATIENCE);
    }
    if (!failures.isEmpty()) {
      return Optional.of(retry(status, now));
    }
    if (awaitsGateway(status)) {
      return Optional.of(PublicationDiagnosis.ANSWER_PATIENCE);
    }
    // A container that runs long enough no longer crashes, ready or not.
    return tells(status, Reason.CRASH_LOOPING) ? Optional.of(LONGEST) : Optional.empty();
  }

  private static boolean awaitsGateway(ThreeTierAppStatus status) {
    return Conditions.find(status.conditions(), PublicationDiagnosis.ROUTE + "Ready")
        .filter(condition -> condition.getReason().equals(Reason.WAITING.title()))
        .isPresent();
  }

  private static boolean tells(ThreeTierAppStatus status, Reason reason) {
    return status.conditions().stream()
        .anyMatch(condition -> condition.getReason().equals(reason.title()));
  }

  /** A quota may be raised, a foreign object deleted; the longer it was not, the less likely. */
  private static Duration retry(ThreeTierAppStatus status, Instant now) {
    return Conditions.find(status.conditions(), Conditions.STALLED)
        .filter(stalled -> stalled.getStatus().equals("True"))
        .map(stalled -> Duration.between(Instant.parse(stalled.getLastTransitionTime()), now))
        .map(lasted -> Math.clamp(lasted.toSeconds(), SHORTEST.toSeconds(), LONGEST.toSeconds()))
        .map(Duration::ofSeconds)
        .orElse(SHORTEST);
  }
}

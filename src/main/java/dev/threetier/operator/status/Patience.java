package dev.threetier.operator.status;

import dev.threetier.operator.api.v1alpha1.ThreeTierAppStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** When an application has to be looked at again although nothing happens. */
public final class Patience {

  private static final Duration SHORTEST = Duration.ofSeconds(15);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private Patience() {}

  /**
   * No event tells that no Gateway or CloudNativePG answers, that a container has not become ready,
   * that it has ceased to crash without becoming so, that a write or a watch would be accepted, or
   * that a new pod's volume has room.
   */
  public static Optional<Duration> of(ThreeTierAppStatus status, Observed observed, Instant now) {
    return Stream.of(
            when(tells(status, Reason.STARTING), ContainerDiagnosis.READINESS_PATIENCE),
            when(
                !observed.failures().isEmpty(),
                retry(Conditions.find(status.conditions(), Conditions.STALLED), "True", now)),
            when(
                observed.published().gatewayFault().isPresent(),
                retry(PublicationDiagnosis.condition(status), "False", now)),
            when(
                awaitsGateway(status, observed.published(), now),
                PublicationDiagnosis.ANSWER_PATIENCE),
            when(
                observed.cloudNativePg().fault().isPresent(),
                retry(Conditions.find(status.conditions(), "DatabaseReady"), "False", now)),
            ClusterDiagnosis.patience(observed.cloudNativePg(), now),
            when(VolumeDiagnosis.awaitsWord(status, observed), VolumeDiagnosis.PATIENCE),
            // A container that runs long enough no longer crashes, ready or not.
            when(tells(status, Reason.CRASH_LOOPING), LONGEST))
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder());
  }

  private static Optional<Duration> when(boolean applies, Duration patience) {
    return Optional.of(patience).filter(any -> applies);
  }

  private static boolean awaitsGateway(
      ThreeTierAppStatus status, Observed.Published published, Instant now) {
    return PublicationDiagnosis.condition(status)
            .filter(condition -> condition.getReason().equals(Reason.WAITING.title()))
            .isPresent()
        && published
            .route()
            .filter(route -> PublicationDiagnosis.mayBeAnswered(route, now))
            .isPresent();
  }

  private static boolean tells(ThreeTierAppStatus status, Reason reason) {
    return status.conditions().stream()
        .anyMatch(condition -> condition.getReason().equals(reason.title()));
  }

  /** A quota may be raised, a foreign object deleted; the longer it was not, the less likely. */
  private static Duration retry(Optional<Condition> told, String status, Instant now) {
    return told.filter(condition -> condition.getStatus().equals(status))
        .map(condition -> Duration.between(Instant.parse(condition.getLastTransitionTime()), now))
        .map(lasted -> Math.clamp(lasted.toSeconds(), SHORTEST.toSeconds(), LONGEST.toSeconds()))
        .map(Duration::ofSeconds)
        .orElse(SHORTEST);
  }
}

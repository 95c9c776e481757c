package dev.threetier.operator.status;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.api.v1alpha1.ThreeTierAppStatus;
import dev.threetier.operator.blueprint.Tier;
import dev.threetier.operator.blueprint.VolumeWatch;
import dev.threetier.operator.blueprint.Volumes;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether the database's volume has room. */
final class VolumeDiagnosis {

  /** Three looks of the probe: a pod that has not said anything by then has room. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final long MEBIBYTE = 1 << 20;

  private static final String NO_SPACE = "No space left on device";

  /** That of /dev/shm has the same words, and is not the volume. */
  private static final String SHARED_MEMORY = "shared memory";

  private final ThreeTierApp app;
  private final Observed observed;
  private final Instant now;
  private final Optional<VolumeReport> told;

  VolumeDiagnosis(ThreeTierApp app, Observed observed, Instant now) {
    this.app = app;
    this.observed = observed;
    this.now = now;
    this.told = told(observed);
  }

  /** The last word of the pods that are there. */
  private static Optional<VolumeReport> told(Observed observed) {
    var pods =
        pods(observed)
            .map(pod -> pod.getMetadata().getUid())
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    return observed.volumeEvents().stream()
        .filter(event -> pods.contains(event.getInvolvedObject().getUid()))
        .filter(event -> VolumeReport.of(event).isPresent())
        .max(Comparator.comparing(VolumeDiagnosis::time))
        .flatMap(VolumeReport::of);
  }

  private static Stream<Pod> pods(Observed observed) {
    return observed.pods().getOrDefault(Tier.DATABASE, List.<Pod>of()).stream();
  }

  private static String time(Event event) {
    return Objects.requireNonNullElse(event.getLastTimestamp(), "");
  }

  /**
   * Adds the condition where a volume is used. What was told last stays until a pod that serves
   * says otherwise, or has had the time to say it.
   */
  void addTo(Conditions conditions, TierDiagnosis.Result database) {
    if (observed.volume().isEmpty() || app.getSpec().database().storage() == null) {
      return;
    }
    var before = conditions.before(Conditions.VOLUME_HEALTHY);
    if (told.isEmpty() && (!database.available() || mayStillTell(before))) {
      before.ifPresent(conditions::keep);
      return;
    }
    var finding =
        told.flatMap(this::trouble)
            .orElseGet(() -> new Finding(Reason.AVAILABLE, claim() + " has room"));
    conditions.add(
        Conditions.VOLUME_HEALTHY,
        Conditions.Status.of(finding.reason() == Reason.AVAILABLE),
        finding.reason(),
        finding.message());
  }

  private boolean mayStillTell(Optional<Condition> before) {
    return before.filter(VolumeDiagnosis::isTrouble).isPresent()
        && pods(observed)
            .map(Pod::getStatus)
            .filter(Objects::nonNull)
            .flatMap(status -> status.getContainerStatuses().stream())
            .filter(container -> container.getName().equals(VolumeWatch.CONTAINER))
            .map(ContainerStatus::getState)
            .filter(state -> state != null && state.getRunning() != null)
            .map(state -> Instant.parse(state.getRunning().getStartedAt()))
            .anyMatch(started -> started.plus(PATIENCE).isAfter(now));
  }

  /** Whether trouble is told that a pod has not confirmed. */
  static boolean awaitsWord(ThreeTierAppStatus status, Observed observed) {
    return Conditions.find(status.conditions(), Conditions.VOLUME_HEALTHY)
            .filter(VolumeDiagnosis::isTrouble)
            .isPresent()
        && told(observed).isEmpty();
  }

  private static boolean isTrouble(Condition condition) {
    return condition.getStatus().equals("False");
  }

  private Optional<Finding> trouble(VolumeReport report) {
    return switch (report.level()) {
      case ROOM -> Optional.empty();
      case LITTLE ->
          Optional.of(
              new Finding(
                  Reason.VOLUME_NEARLY_FULL,
                  "%s is used to %d%%, %s are left: %s, or delete what is not needed"
                      .formatted(claim(), report.percent(), report.room(), advice())));
      case NONE ->
          Optional.of(
              new Finding(
                  Reason.VOLUME_FULL,
                  "%s is full, %s are left: %s".formatted(claim(), report.room(), advice())));
    };
  }

  /** What keeps the database from running, if it is this. */
  Finding explain(Finding finding) {
    var full =
        told.filter(report -> report.level() == VolumeReport.Level.NONE).isPresent()
            || (finding.message().contains(NO_SPACE) && !finding.message().contains(SHARED_MEMORY));
    return switch (finding.reason()) {
      case STARTING, CRASH_LOOPING, PROBE_FAILING ->
          full
              ? new Finding(
                  Reason.VOLUME_FULL,
                  "%s is full: %s; %s".formatted(claim(), advice(), finding.message()))
              : finding;
      default -> finding;
    };
  }

  /** A larger claim is of no use where storage makes it a directory of the node's file system. */
  private String advice() {
    return told.filter(this::isShared).isPresent()
        ? "make room on the node, whose file system it is a directory of"
        : "raise spec.database.storage.size";
  }

  private boolean isShared(VolumeReport report) {
    return observed
        .volume()
        .flatMap(Volumes::capacity)
        .map(Quantity::getNumericalAmount)
        .filter(bytes -> BigDecimal.valueOf(report.size() / 2 * MEBIBYTE).compareTo(bytes) > 0)
        .isPresent();
  }

  private String claim() {
    return observed
        .volume()
        .map(claim -> "PersistentVolumeClaim " + claim.getMetadata().getName())
        .orElse("the volume");
  }
}

package dev.threetier.operator.reconciler;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.api.v1alpha1.ThreeTierAppStatus;
import dev.threetier.operator.status.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When a status is written: never when it did not change, at once when it tells of something new,
 * and when only counts and messages moved on, together with what follows within five seconds.
 */
final class StatusUpdates {

  private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(5);

  private final Clock clock;
  private final Map<String, Instant> written = new ConcurrentHashMap<>();

  StatusUpdates(Clock clock) {
    this.clock = clock;
  }

  /** In how long the status is to be written; never when it is the one that is there. */
  Optional<Duration> due(ThreeTierApp app, ThreeTierAppStatus status) {
    var before = app.getStatus();
    var now = clock.instant();
    written.values().removeIf(time -> !time.plus(PROGRESS_INTERVAL).isAfter(now));
    if (status.equals(before)) {
      return Optional.empty();
    }
    var last = written.get(app.getMetadata().getUid());
    return Optional.of(
        last == null || isNews(before, status)
            ? Duration.ZERO
            : Duration.between(now, last.plus(PROGRESS_INTERVAL)));
  }

  /** To be told after each write. */
  void written(ThreeTierApp app) {
    written.put(app.getMetadata().getUid(), clock.instant());
  }

  /** A resource that holds nothing but the status: what server-side apply is to own. */
  static ThreeTierApp withStatus(ThreeTierApp app, ThreeTierAppStatus status) {
    var patch = new ThreeTierApp();
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withName(app.getMetadata().getName())
            .withNamespace(app.getMetadata().getNamespace())
            .build());
    patch.setStatus(status);
    return patch;
  }

  private static boolean isNews(@Nullable ThreeTierAppStatus before, ThreeTierAppStatus now) {
    return before == null
        || !Objects.equals(before.observedGeneration(), now.observedGeneration())
        || !essence(before.conditions()).equals(essence(now.conditions()));
  }

  /** Whether it is ready, and what keeps it from going on if anything does. */
  private static List<String> essence(List<Condition> conditions) {
    return Stream.of(
            Conditions.find(conditions, Conditions.READY).map(Condition::getStatus),
            Conditions.find(conditions, Conditions.STALLED)
                .filter(condition -> condition.getStatus().equals("True"))
                .map(Condition::getReason))
        .flatMap(Optional::stream)
        .toList();
  }
}

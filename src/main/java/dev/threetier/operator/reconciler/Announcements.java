package dev.threetier.operator.reconciler;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.api.v1alpha1.ThreeTierAppStatus;
import dev.threetier.operator.status.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events of an application: a Warning when something keeps it from going on, a Normal one when it
 * is no longer ready for another reason, or is ready again. A first creation that goes as it should
 * has none; its status tells the way. The same for the room on its volume.
 */
final class Announcements {

  private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);

  private static final String COMPONENT = "threetier-operator";

  private final KubernetesClient client;
  private final Clock clock;

  Announcements(KubernetesClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /** To be told after each write of the status, with the application as it was before. */
  void transition(ThreeTierApp app, ThreeTierAppStatus now) {
    var before = app.getStatus();
    var trouble = trouble(now);
    if (trouble.isPresent()) {
      if (!trouble.map(Condition::getReason).equals(trouble(before).map(Condition::getReason))) {
        publish(app, "Warning", trouble.get());
      }
    } else if (isReady(before) != isReady(now) && !isFirst(before)) {
      find(now, Conditions.READY).ifPresent(ready -> publish(app, "Normal", ready));
    }
    var volumeBefore = find(before, Conditions.VOLUME_HEALTHY);
    find(now, Conditions.VOLUME_HEALTHY)
        .filter(volume -> volumeBefore.isPresent() || !isTrue(volume))
        .filter(volume -> !isTold(volume, volumeBefore, trouble))
        .ifPresent(volume -> publish(app, isTrue(volume) ? "Normal" : "Warning", volume));
  }

  /** Whether it was told before, or is what is told of the whole. */
  private static boolean isTold(
      Condition volume, Optional<Condition> before, Optional<Condition> trouble) {
    return Stream.concat(before.stream(), trouble.stream())
        .anyMatch(told -> told.getReason().equals(volume.getReason()));
  }

  /** Whether nothing was told before but the way to the first readiness. */
  private static boolean isFirst(@Nullable ThreeTierAppStatus before) {
    return !isReady(before)
        && trouble(before).isEmpty()
        && since(before, Conditions.READY).equals(since(before, Conditions.STALLED));
  }

  /** When the condition flipped; when it was first told, if it never did. */
  private static Optional<String> since(@Nullable ThreeTierAppStatus status, String type) {
    return find(status, type).map(Condition::getLastTransitionTime);
  }

  private static boolean isReady(@Nullable ThreeTierAppStatus status) {
    return find(status, Conditions.READY).filter(Announcements::isTrue).isPresent();
  }

  private static Optional<Condition> trouble(@Nullable ThreeTierAppStatus status) {
    return find(status, Conditions.STALLED).filter(Announcements::isTrue);
  }

  private static boolean isTrue(Condition condition) {
    return condition.getStatus().equals("True");
  }

  private static Optional<Condition> find(@Nullable ThreeTierAppStatus status, String type) {
    return status == null ? Optional.empty() : Conditions.find(status.conditions(), type);
  }

  private void publish(ThreeTierApp app, String type, Condition condition) {
    var now = clock.instant();
    var time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    var event =
        new EventBuilder()
            .withNewMetadata()
            .withName(nameOf(app, now))
            .withNamespace(app.getMetadata().getNamespace())
            .endMetadata()
            .withInvolvedObject(
                new ObjectReferenceBuilder()
                    .withApiVersion(app.getApiVersion())
                    .withKind(app.getKind())
                    .withName(app.getMetadata().getName())
                    .withNamespace(app.getMetadata().getNamespace())
                    .withUid(app.getMetadata().getUid())
                    .build())
            .withType(type)
            .withReason(condition.getReason())
            .withMessage(condition.getMessage())
            .withFirstTimestamp(time)
            .withLastTimestamp(time)
            .withCount(1)
            .withNewSource()
            .withComponent(COMPONENT)
            .endSource()
            .withReportingComponent(COMPONENT)
            .build();
    try {
      client.resource(event).create();
    } catch (KubernetesClientException e) {
      // The status says the same; an event is not worth failing for.
      LOG.warn("Event {} was not accepted: {}", condition.getReason(), e.getMessage());
    }
  }

  private static String nameOf(ThreeTierApp app, Instant now) {
    return app.getMetadata().getName()
        + "."
        + Long.toHexString(ChronoUnit.NANOS.between(Instant.EPOCH, now));
  }
}

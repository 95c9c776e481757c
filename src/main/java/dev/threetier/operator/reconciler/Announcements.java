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
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events of an application: a Warning when something keeps it from going on, a Normal one when it
 * is no longer ready for another reason, or is ready again. A first creation that goes as it should
 * has none; its status tells the way. The same for what is told besides, and does not keep it from
 * being ready.
 */
final class Announcements {

  private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);

  private static final String COMPONENT = "threetier-operator";

  private static final List<String> BESIDES =
      List.of(
          Conditions.VOLUME_HEALTHY,
          Conditions.BACKUP_VERIFIED,
          Conditions.BACKUP_COPIED,
          Conditions.BACKUP_VOLUME_HEALTHY);

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
    BESIDES.forEach(type -> besides(app, find(before, type), find(now, type), trouble));
  }

  private void besides(
      ThreeTierApp app,
      Optional<Condition> before,
      Optional<Condition> now,
      Optional<Condition> trouble) {
    var isTold =
        Stream.concat(before.stream(), trouble.stream())
            .map(Condition::getReason)
            .collect(Collectors.toSet());
    now.filter(Announcements::isFalse)
        .filter(condition -> !isTold.contains(condition.getReason()))
        .ifPresent(condition -> publish(app, "Warning", condition));
    now.filter(Announcements::isTrue)
        .filter(condition -> before.filter(Announcements::isFalse).isPresent())
        .ifPresent(condition -> publish(app, "Normal", condition));
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

  private static boolean isFalse(Condition condition) {
    return condition.getStatus().equals("False");
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

package dev.threetier.operator.reconciler;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.blueprint.Tier;
import dev.threetier.operator.blueprint.VolumeWatch;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.javaoperatorsdk.operator.api.config.informer.FieldSelectorBuilder;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.TransformingItemStore;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Events in which the databases' pods tell that their volumes fill: those of one probe, which the
 * API server finds by its container. They carry no labels.
 */
final class VolumeEvents {

  /** A name of a Deployment's pod, with what two controllers add to it. */
  private static final Pattern POD =
      Pattern.compile("(.+)-" + Tier.DATABASE.component() + "-[a-z0-9]+-[a-z0-9]+");

  private VolumeEvents() {}

  static EventSource<Event, ThreeTierApp> source(EventSourceContext<ThreeTierApp> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(Event.class, ThreeTierApp.class)
            .withName("volume-events")
            .withFieldSelector(
                new FieldSelectorBuilder()
                    .withField("reason", "Unhealthy")
                    .withField("involvedObject.kind", "Pod")
                    .withField(
                        "involvedObject.fieldPath",
                        "spec.containers{%s}".formatted(VolumeWatch.CONTAINER))
                    .build())
            .withSecondaryToPrimaryMapper(VolumeEvents::appOf)
            .withItemStore(new TransformingItemStore<>(VolumeEvents::essence))
            .build(),
        context);
  }

  static Set<ResourceID> appOf(Event event) {
    var pod = POD.matcher(event.getInvolvedObject().getName());
    return pod.matches()
        ? Set.of(new ResourceID(pod.group(1), event.getMetadata().getNamespace()))
        : Set.of();
  }

  private static Event essence(Event event) {
    return new EventBuilder()
        .withNewMetadata()
        .withName(event.getMetadata().getName())
        .withNamespace(event.getMetadata().getNamespace())
        .withUid(event.getMetadata().getUid())
        .withResourceVersion(event.getMetadata().getResourceVersion())
        .endMetadata()
        .withNewInvolvedObject()
        .withName(event.getInvolvedObject().getName())
        .withUid(event.getInvolvedObject().getUid())
        .endInvolvedObject()
        .withMessage(event.getMessage())
        .withLastTimestamp(event.getLastTimestamp())
        .build();
  }
}

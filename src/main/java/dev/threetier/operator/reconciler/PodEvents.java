package dev.threetier.operator.reconciler;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.dependent.AppInformer;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;
import java.util.Objects;

/** Pods of the applications, of which only what the status tells is kept. */
final class PodEvents {

  private PodEvents() {}

  static EventSource<Pod, ThreeTierApp> source(EventSourceContext<ThreeTierApp> context) {
    return new AppInformer<>(Pod.class, "pods", context, PodEvents::essence, PodEvents::changed);
  }

  private static Pod essence(Pod pod) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(pod.getMetadata().getName())
        .withNamespace(pod.getMetadata().getNamespace())
        .withUid(pod.getMetadata().getUid())
        .withResourceVersion(pod.getMetadata().getResourceVersion())
        .withCreationTimestamp(pod.getMetadata().getCreationTimestamp())
        .withDeletionTimestamp(pod.getMetadata().getDeletionTimestamp())
        .withLabels(pod.getMetadata().getLabels())
        .withAnnotations(pod.getMetadata().getAnnotations())
        .withManagedFields(statusWrites(pod))
        .endMetadata()
        .withNewSpec()
        .withNodeName(pod.getSpec().getNodeName())
        .withVolumes(configMaps(pod))
        .endSpec()
        .withStatus(pod.getStatus())
        .build();
  }

  private static List<Volume> configMaps(Pod pod) {
    return pod.getSpec().getVolumes().stream()
        .filter(volume -> volume.getConfigMap() != null)
        .toList();
  }

  /** When the status was written, without the long list of what was. */
  private static List<ManagedFieldsEntry> statusWrites(Pod pod) {
    return pod.getMetadata().getManagedFields().stream()
        .filter(entry -> "status".equals(entry.getSubresource()))
        .map(entry -> entry.edit().withFieldsV1(null).build())
        .toList();
  }

  private static boolean changed(Pod now, Pod before) {
    return !Objects.equals(now.getStatus(), before.getStatus())
        || !Objects.equals(
            now.getMetadata().getDeletionTimestamp(), before.getMetadata().getDeletionTimestamp());
  }
}

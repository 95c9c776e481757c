package dev.threetier.operator.blueprint;

import dev.threetier.operator.api.v1alpha1.Autoscaling;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import java.util.List;
import java.util.stream.Stream;

/** The autoscalers of the tiers that have one. */
final class Autoscalers {

  private Autoscalers() {}

  static List<HorizontalPodAutoscaler> of(Scope scope) {
    return Stream.of(Tier.values())
        .flatMap(
            tier ->
                Replicas.autoscaling(scope, tier).stream().map(wanted -> of(scope, tier, wanted)))
        .toList();
  }

  private static HorizontalPodAutoscaler of(Scope scope, Tier tier, Autoscaling wanted) {
    var name = scope.names().tier(tier);
    return new HorizontalPodAutoscalerBuilder()
        .withMetadata(scope.metadata(tier, name))
        .withNewSpec()
        .withNewScaleTargetRef("apps/v1", "Deployment", name)
        .withMinReplicas(wanted.minReplicas())
        .withMaxReplicas(wanted.maxReplicas())
        .addNewMetric()
        .withType("Resource")
        .withNewResource()
        .withName("cpu")
        .withNewTarget()
        .withType("Utilization")
        .withAverageUtilization(wanted.targetCPUUtilizationPercentage())
        .endTarget()
        .endResource()
        .endMetric()
        .endSpec()
        .build();
  }
}

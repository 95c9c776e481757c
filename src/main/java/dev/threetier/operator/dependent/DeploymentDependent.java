package dev.threetier.operator.dependent;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.blueprint.Blueprint;
import dev.threetier.operator.blueprint.Tier;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.BooleanWithUndefined;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependent;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Map;

/** One Deployment for each tier whose pods have what they need. */
@KubernetesDependent(useSSA = BooleanWithUndefined.TRUE)
public class DeploymentDependent extends ChildDependent<Deployment> {

  public DeploymentDependent() {
    super(Deployment.class, Blueprint::deployments);
  }

  @Override
  public Map<ResourceID, Deployment> desiredResources(
      ThreeTierApp app, Context<ThreeTierApp> context) {
    var held = Reconciliation.of(context).held();
    var deployments = super.desiredResources(app, context);
    deployments
        .values()
        .removeIf(
            deployment ->
                Tier.of(deployment.getMetadata().getLabels()).filter(held::contains).isPresent());
    return deployments;
  }
}

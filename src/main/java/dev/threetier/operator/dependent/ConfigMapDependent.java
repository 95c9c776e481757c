package dev.threetier.operator.dependent;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.blueprint.Blueprint;
import dev.threetier.operator.blueprint.Deployments;
import dev.threetier.operator.blueprint.Tier;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.BooleanWithUndefined;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependent;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Optional;

/** The configuration of HAProxy, nginx and PostgreSQL. */
@KubernetesDependent(useSSA = BooleanWithUndefined.TRUE)
public class ConfigMapDependent extends ChildDependent<ConfigMap> {

  public ConfigMapDependent() {
    super(ConfigMap.class, Blueprint::configMaps);
  }

  /** What is no longer wanted stays while pods read it: one that is replaced may start again. */
  @Override
  public void deleteTargetResource(
      ThreeTierApp app, ConfigMap unwanted, ResourceID key, Context<ThreeTierApp> context) {
    var isRead =
        context
            .getSecondaryResourcesAsStream(Deployment.class)
            .filter(deployment -> tierOf(deployment).equals(tierOf(unwanted)))
            .anyMatch(deployment -> Deployments.mayRead(deployment, key.getName()));
    if (isRead) {
      Reconciliation.of(context).postponed();
    } else {
      super.deleteTargetResource(app, unwanted, key, context);
    }
  }

  private static Optional<Tier> tierOf(HasMetadata object) {
    return Tier.of(object.getMetadata().getLabels());
  }
}

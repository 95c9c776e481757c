package dev.threetier.operator.dependent;

import dev.threetier.operator.blueprint.Blueprint;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.BooleanWithUndefined;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependent;

/** One Deployment for each tier. */
@KubernetesDependent(useSSA = BooleanWithUndefined.TRUE)
public class DeploymentDependent extends ChildDependent<Deployment> {

  public DeploymentDependent() {
    super(Deployment.class, Blueprint::deployments);
  }
}

package dev.threetier.operator.dependent;

import dev.threetier.operator.blueprint.Blueprint;
import io.fabric8.kubernetes.api.model.Service;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.BooleanWithUndefined;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependent;

/** The Services through which the tiers are reached. */
@KubernetesDependent(useSSA = BooleanWithUndefined.TRUE)
public class ServiceDependent extends ChildDependent<Service> {

  public ServiceDependent() {
    super(Service.class, Blueprint::services);
  }
}

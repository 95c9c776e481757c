package dev.threetier.operator.dependent;

import dev.threetier.operator.blueprint.Blueprint;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.BooleanWithUndefined;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependent;

/** The Ingress through which the load balancer is reached, where one is wanted. */
@KubernetesDependent(useSSA = BooleanWithUndefined.TRUE)
public class IngressDependent extends ChildDependent<Ingress> {

  public IngressDependent() {
    super(Ingress.class, Blueprint::ingresses);
  }
}

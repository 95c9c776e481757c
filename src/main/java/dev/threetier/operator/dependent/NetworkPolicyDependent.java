package dev.threetier.operator.dependent;

import dev.threetier.operator.blueprint.Blueprint;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.BooleanWithUndefined;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependent;

/** Which connections each tier accepts. */
@KubernetesDependent(useSSA = BooleanWithUndefined.TRUE)
public class NetworkPolicyDependent extends ChildDependent<NetworkPolicy> {

  public NetworkPolicyDependent() {
    super(NetworkPolicy.class, Blueprint::networkPolicies);
  }
}

package dev.threetier.operator.dependent;

import dev.threetier.operator.blueprint.Blueprint;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.BooleanWithUndefined;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependent;

/** The identity of each tier's pods. */
@KubernetesDependent(useSSA = BooleanWithUndefined.TRUE)
public class ServiceAccountDependent extends ChildDependent<ServiceAccount> {

  public ServiceAccountDependent() {
    super(ServiceAccount.class, Blueprint::serviceAccounts);
  }
}

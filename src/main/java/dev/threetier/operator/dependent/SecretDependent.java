package dev.threetier.operator.dependent;

import dev.threetier.operator.blueprint.Blueprint;
import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.BooleanWithUndefined;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependent;

/** The database's credentials. */
@KubernetesDependent(useSSA = BooleanWithUndefined.TRUE)
public class SecretDependent extends ChildDependent<Secret> {

  public SecretDependent() {
    super(Secret.class, Blueprint::secrets);
  }
}

package dev.threetier.operator.dependent;

import dev.threetier.operator.blueprint.Blueprint;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.BooleanWithUndefined;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependent;

/** The configuration of HAProxy, nginx and PostgreSQL. */
@KubernetesDependent(useSSA = BooleanWithUndefined.TRUE)
public class ConfigMapDependent extends ChildDependent<ConfigMap> {

  public ConfigMapDependent() {
    super(ConfigMap.class, Blueprint::configMaps);
  }
}

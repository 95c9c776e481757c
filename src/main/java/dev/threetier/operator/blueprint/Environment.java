package dev.threetier.operator.blueprint;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Environment variables of a container: those injected, and the user's. */
final class Environment {

  private Environment() {}

  /** The injected variables and the user's; of two with the same name the user's one counts. */
  static List<EnvVar> merge(List<EnvVar> injected, @Nullable List<EnvVar> wanted) {
    var byName = new LinkedHashMap<String, EnvVar>();
    injected.forEach(variable -> byName.put(variable.getName(), variable));
    if (wanted != null) {
      wanted.forEach(variable -> byName.put(variable.getName(), asStored(variable)));
    }
    return new ArrayList<>(byName.values());
  }

  static EnvVar value(String name, String value) {
    return new EnvVarBuilder().withName(name).withValue(value).build();
  }

  static EnvVar fromSecret(String name, String secret, String key) {
    return new EnvVarBuilder()
        .withName(name)
        .withNewValueFrom()
        .withNewSecretKeyRef()
        .withName(secret)
        .withKey(key)
        .endSecretKeyRef()
        .endValueFrom()
        .build();
  }

  /** The API server fills in defaults here; written out, desired and actual stay comparable. */
  private static EnvVar asStored(EnvVar variable) {
    var copy = new EnvVarBuilder(variable);
    if ("".equals(variable.getValue())) {
      copy.withValue(null);
    }
    var source = variable.getValueFrom();
    if (source != null && source.getFieldRef() != null) {
      copy.editValueFrom()
          .editFieldRef()
          .withApiVersion(
              source.getFieldRef().getApiVersion() == null
                  ? "v1"
                  : source.getFieldRef().getApiVersion())
          .endFieldRef()
          .endValueFrom();
    }
    if (source != null
        && source.getResourceFieldRef() != null
        && source.getResourceFieldRef().getDivisor() == null) {
      copy.editValueFrom()
          .editResourceFieldRef()
          .withDivisor(new Quantity("0"))
          .endResourceFieldRef()
          .endValueFrom();
    }
    return copy.build();
  }
}

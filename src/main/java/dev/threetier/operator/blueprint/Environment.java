package dev.threetier.operator.blueprint;

import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
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
      wanted.forEach(variable -> byName.put(variable.getName(), AsStored.of(variable)));
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

  static List<EnvFromSource> sources(@Nullable List<EnvFromSource> wanted) {
    return wanted == null ? List.of() : wanted.stream().map(AsStored::of).toList();
  }
}

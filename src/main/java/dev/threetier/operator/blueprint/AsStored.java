package dev.threetier.operator.blueprint;

import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvFromSourceBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What users write, as the API server will store it: it drops zeros and empty texts, and fills in
 * defaults. Written like that, what is wanted and what is there stay comparable.
 */
final class AsStored {

  private AsStored() {}

  static EnvVar of(EnvVar variable) {
    var stored = new EnvVarBuilder(variable).withValue(text(variable.getValue()));
    var source = variable.getValueFrom();
    if (source != null && source.getFieldRef() != null) {
      stored
          .editValueFrom()
          .editFieldRef()
          .withApiVersion(Objects.requireNonNullElse(source.getFieldRef().getApiVersion(), "v1"))
          .endFieldRef()
          .endValueFrom();
    }
    if (source != null && source.getResourceFieldRef() != null) {
      stored
          .editValueFrom()
          .editResourceFieldRef()
          .withDivisor(
              Objects.requireNonNullElseGet(
                  source.getResourceFieldRef().getDivisor(), () -> new Quantity("0")))
          .endResourceFieldRef()
          .endValueFrom();
    }
    return stored.build();
  }

  static EnvFromSource of(EnvFromSource source) {
    return new EnvFromSourceBuilder(source).withPrefix(text(source.getPrefix())).build();
  }

  static Probe of(Probe probe) {
    var stored =
        new ProbeBuilder(probe)
            .withInitialDelaySeconds(number(probe.getInitialDelaySeconds()))
            .withPeriodSeconds(number(probe.getPeriodSeconds()))
            .withTimeoutSeconds(number(probe.getTimeoutSeconds()))
            .withSuccessThreshold(number(probe.getSuccessThreshold()))
            .withFailureThreshold(number(probe.getFailureThreshold()));
    var get = probe.getHttpGet();
    if (get != null) {
      stored
          .editHttpGet()
          .withHost(text(get.getHost()))
          .withPath(text(get.getPath()))
          .withScheme(text(get.getScheme()))
          .endHttpGet();
    }
    return stored.build();
  }

  static Toleration of(Toleration toleration) {
    return new TolerationBuilder(toleration)
        .withKey(text(toleration.getKey()))
        .withOperator(text(toleration.getOperator()))
        .withValue(text(toleration.getValue()))
        .withEffect(text(toleration.getEffect()))
        .build();
  }

  private static @Nullable String text(@Nullable String value) {
    return "".equals(value) ? null : value;
  }

  private static @Nullable Integer number(@Nullable Integer value) {
    return Objects.equals(value, 0) ? null : value;
  }
}

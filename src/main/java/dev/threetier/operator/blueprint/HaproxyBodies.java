package dev.threetier.operator.blueprint;

import dev.threetier.operator.api.v1alpha1.Compression;
import dev.threetier.operator.api.v1alpha1.LoadBalancerSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/** How large bodies may be, and how they are sent. */
final class HaproxyBodies {

  private HaproxyBodies() {}

  /** The lines of the frontend. */
  static String of(LoadBalancerSpec spec) {
    return limit(spec.maxBodySize()) + compression(spec.compression());
  }

  private static String limit(@Nullable String size) {
    return size == null
        ? ""
        : "    http-request deny deny_status 413 if { req.body_size gt %d }\n"
            .formatted(Quantity.getAmountInBytes(new Quantity(size)).longValueExact());
  }

  /** What is packed already, as most images are, would only cost time. */
  private static String compression(Compression wanted) {
    return switch (wanted) {
      case NONE -> "";
      case GZIP ->
          """
              compression algo gzip
              compression type text/html text/plain text/css text/javascript text/xml text/csv application/javascript application/json application/problem+json application/xml application/manifest+json image/svg+xml
          """;
    };
  }
}

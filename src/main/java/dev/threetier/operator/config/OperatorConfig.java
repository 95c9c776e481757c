package dev.threetier.operator.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Settings of the operator: properties {@code threetier.*}, or variables {@code THREETIER_*}. */
@ConfigMapping(prefix = "threetier")
public interface OperatorConfig {

  /** Images of the tiers that the operator brings itself. */
  Images images();

  /** DNS domain of the cluster; found in the operator's own resolv.conf when not given. */
  Optional<String> clusterDomain();

  /** Namespaces to watch; all of them when not given. */
  Optional<Set<String>> watchNamespaces();

  /** Image names. */
  interface Images {

    @WithDefault("docker.io/library/haproxy:3.0")
    String haproxy();

    @WithDefault("docker.io/library/nginx:1.28")
    String nginx();

    /** One image for each PostgreSQL major version that applications may ask for. */
    @WithDefault(
        "15=docker.io/library/postgres:15;16=docker.io/library/postgres:16;"
            + "17=docker.io/library/postgres:17;18=docker.io/library/postgres:18")
    Map<Integer, String> postgresql();
  }
}

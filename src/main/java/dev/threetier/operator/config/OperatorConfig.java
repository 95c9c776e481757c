package dev.threetier.operator.config;

import io.smallrye.config.ConfigMapping;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Settings of the operator: properties {@code threetier.*}, or variables {@code THREETIER_*}. The
 * defaults stand in application.properties.
 */
@ConfigMapping(prefix = "threetier")
public interface OperatorConfig {

  /** Images of the tiers that the operator brings itself. */
  Images images();

  /** What applications may ask of the load balancer. */
  LoadBalancer loadBalancer();

  /** DNS domain of the cluster; found in the operator's own resolv.conf when not given. */
  Optional<String> clusterDomain();

  /** Namespaces to watch; all of them when not given. */
  Optional<Set<String>> watchNamespaces();

  /** What applications may ask of the load balancer. */
  interface LoadBalancer {

    /** Whether an application may bring lines of HAProxy's configuration. */
    boolean configurationSnippets();
  }

  /** Image names. */
  interface Images {

    String haproxy();

    String nginx();

    /** What copies backups to S3. */
    String rclone();

    /** One image for each PostgreSQL major version that applications may ask for. */
    Map<Integer, String> postgresql();

    /** The same for Clusters of CloudNativePG, whose images are others. */
    Map<Integer, String> cloudNativePg();
  }
}

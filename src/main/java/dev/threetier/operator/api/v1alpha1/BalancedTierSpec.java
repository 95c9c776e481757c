package dev.threetier.operator.api.v1alpha1;

import org.jspecify.annotations.Nullable;

/** What the tiers behind the load balancer let their user set. */
public sealed interface BalancedTierSpec extends TierSpec permits WebSpec, ApplicationSpec {

  int port();

  HealthCheck healthCheck();

  @Nullable Integer maxConnections();
}

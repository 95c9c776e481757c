package dev.threetier.operator.api.v1alpha1;

import io.fabric8.kubernetes.api.model.ResourceRequirements;
import org.jspecify.annotations.Nullable;

/** What every tier lets its user set. */
public sealed interface TierSpec permits LoadBalancerSpec, BalancedTierSpec, DatabaseSpec {

  @Nullable String image();

  int replicas();

  @Nullable ResourceRequirements resources();

  Probes probes();

  Placement placement();
}

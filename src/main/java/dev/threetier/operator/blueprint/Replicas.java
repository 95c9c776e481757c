package dev.threetier.operator.blueprint;

import dev.threetier.operator.api.v1alpha1.Autoscaling;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How many pods a tier has: as many as its spec says, or as its autoscaler. */
final class Replicas {

  private Replicas() {}

  static Optional<Autoscaling> autoscaling(Scope scope, Tier tier) {
    return tier == Tier.LOAD_BALANCER
        ? Optional.ofNullable(scope.spec().loadBalancer().autoscaling())
        : Optional.empty();
  }

  /** The fewest pods that the tier has when all is well. */
  static int least(Scope scope, Tier tier) {
    return autoscaling(scope, tier)
        .map(Autoscaling::minReplicas)
        .orElseGet(() -> scope.spec(tier).replicas());
  }

  /** The most pods that the tier has, but for those that come and go in a rollout. */
  static int most(Scope scope, Tier tier) {
    return autoscaling(scope, tier)
        .map(Autoscaling::maxReplicas)
        .orElseGet(() -> scope.spec(tier).replicas());
  }

  /**
   * What the Deployment says; null leaves it to the autoscaler. A number that the operator has
   * applied stays until the autoscaler writes one: if it were left out before, the API server would
   * make it 1.
   */
  static @Nullable Integer wanted(Scope scope, Tier tier) {
    if (autoscaling(scope, tier).isEmpty()) {
      return scope.spec(tier).replicas();
    }
    var isThere = scope.facts().configurations().containsKey(tier);
    return isThere
        ? scope.facts().appliedReplicas().get(tier)
        : Integer.valueOf(least(scope, tier));
  }
}

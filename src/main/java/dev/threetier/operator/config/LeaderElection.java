package dev.threetier.operator.config;

import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Of several replicas of the operator only one works; the others wait for its lease to end. */
final class LeaderElection {

  private static final String LEASE = "threetier-operator";

  /** None outside of a pod, where a developer runs a single one. */
  @Produces
  @Dependent
  @Nullable LeaderElectionConfiguration configuration(
      @ConfigProperty(name = "pod.namespace") Optional<String> namespace) {
    return namespace
        .map(
            name ->
                LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(LEASE)
                    .withLeaseNamespace(name)
                    .build())
        .orElse(null);
  }
}

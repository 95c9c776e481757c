package dev.threetier.operator.reconciler;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.blueprint.Names;
import dev.threetier.operator.blueprint.ServerCertificate;
import dev.threetier.operator.status.WriteFailure;
import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The certificates of databases: those of the Secrets, or what is to take their place. */
final class ServerCertificates {

  private final String clusterDomain;
  private final Clock clock;
  private final SecureRandom random;

  ServerCertificates(String clusterDomain, Clock clock, SecureRandom random) {
    this.clusterDomain = clusterDomain;
    this.clock = clock;
    this.random = random;
  }

  /** An application that once had one keeps it, for others may trust its authority. */
  Optional<ServerCertificate> of(ThreeTierApp app, Context<ThreeTierApp> context) {
    if (app.getSpec().database().external() != null) {
      return Optional.empty();
    }
    var names = new Names(app.getMetadata().getName());
    var existing =
        ServerCertificate.of(
            find(context, names.authority()), find(context, names.serverCertificate()));
    return app.getSpec().database().tls() == null && existing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            existing
                .orElseGet(ServerCertificate::none)
                .renewed(app, clusterDomain, clock.instant(), random));
  }

  private static Optional<Secret> find(Context<ThreeTierApp> context, String name) {
    return context
        .getSecondaryResourcesAsStream(Secret.class)
        .filter(secret -> secret.getMetadata().getName().equals(name))
        .findFirst();
  }

  /** When it is to be renewed; what could not be written is tried again anyway. */
  Optional<Duration> due(
      ThreeTierApp app, Optional<ServerCertificate> certificate, List<WriteFailure> failures) {
    return certificate
        .filter(any -> !app.getSpec().paused() && failures.isEmpty())
        .map(current -> Duration.between(clock.instant(), current.renewal()));
  }
}

package dev.threetier.operator.reconciler;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.blueprint.GivenCertificate;
import dev.threetier.operator.blueprint.Names;
import dev.threetier.operator.blueprint.ServerCertificate;
import dev.threetier.operator.blueprint.Tier;
import dev.threetier.operator.status.WriteFailure;
import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The certificates of databases: those of the Secrets, or what is to take their place. To check one
 * takes the time of some signatures, so one that was found right is not checked again.
 */
final class ServerCertificates extends AbstractEventSource<Secret, ThreeTierApp>
    implements ResourceEventAware<ThreeTierApp> {

  private final String clusterDomain;
  private final Clock clock;
  private final SecureRandom random;
  private final Map<ResourceID, Own> ownByApp = new ConcurrentHashMap<>();
  private final Map<ResourceID, Given> givenByApp = new ConcurrentHashMap<>();

  ServerCertificates(String clusterDomain, Clock clock, SecureRandom random) {
    super(Secret.class, "server-certificates");
    this.clusterDomain = clusterDomain;
    this.clock = clock;
    this.random = random;
  }

  /** It is an event source only to hear of the end of applications. */
  @Override
  public void onResourceDeleted(ThreeTierApp app) {
    ownByApp.remove(ResourceID.fromResource(app));
    givenByApp.remove(ResourceID.fromResource(app));
  }

  @Override
  public Set<Secret> getSecondaryResources(ThreeTierApp app) {
    return Set.of();
  }

  /** An application that once had one of its own keeps it, for others may trust its authority. */
  Seen see(ThreeTierApp app, Context<ThreeTierApp> context, Optional<GivenCertificate> given) {
    if (app.getSpec().database().storage() == null) {
      return Seen.NOTHING;
    }
    var names = new Names(app.getMetadata().getName());
    var authority = Cluster.find(context, Secret.class, names.authority());
    var server = Cluster.find(context, Secret.class, names.serverCertificate());
    var tls = app.getSpec().database().tls();
    if (tls == null && authority.isEmpty() && server.isEmpty()) {
      return Seen.NOTHING;
    }
    var existing = ServerCertificate.of(authority, server);
    if (tls == null ? existing.isOwn() : tls.secretName() == null) {
      var own = own(app, existing);
      return new Seen(Optional.of(own.certificate()), Optional.of(own.renewal()), Optional.empty());
    }
    var looked = given.map(certificate -> look(app, certificate));
    var fault = looked.flatMap(Given::fault);
    var served =
        given
            .filter(certificate -> fault.isEmpty())
            .map(certificate -> certificate.served(existing.issuer()))
            .orElse(existing);
    return new Seen(Optional.of(served), looked.flatMap(Given::until), fault);
  }

  private Own own(ThreeTierApp app, ServerCertificate existing) {
    var now = clock.instant();
    return ownByApp.compute(
        ResourceID.fromResource(app),
        (id, known) -> {
          if (known != null
              && known.certificate().equals(existing)
              && known.renewal().isAfter(now)) {
            return known;
          }
          var renewed = existing.renewed(app, clusterDomain, now, random);
          // A new authority comes alone; what it signs comes when it is kept.
          return new Own(renewed, renewed.isOwn() ? renewed.renewal() : now);
        });
  }

  private Given look(ThreeTierApp app, GivenCertificate given) {
    var now = clock.instant();
    return givenByApp.compute(
        ResourceID.fromResource(app),
        (id, known) ->
            known != null && known.certificate().equals(given) && known.isAsOf(now)
                ? known
                : new Given(
                    given,
                    given.fault(new Names(id.getName()).tier(Tier.DATABASE), now),
                    given.changes(now)));
  }

  /** When to look at it again; what could not be written is tried again anyway. */
  Optional<Duration> due(ThreeTierApp app, Seen seen, List<WriteFailure> failures) {
    return seen.renewal()
        .filter(any -> !app.getSpec().paused() && failures.isEmpty())
        .map(renewal -> Duration.between(clock.instant(), renewal))
        .map(wait -> wait.isNegative() ? Duration.ZERO : wait);
  }

  /**
   * What is known of an application's.
   *
   * @param certificate as it is to be; empty where there is none and none is wanted
   * @param renewal when one of its own is to be renewed, or another one begins or ends to be valid
   * @param fault what keeps the user's from being served
   */
  record Seen(
      Optional<ServerCertificate> certificate, Optional<Instant> renewal, Optional<String> fault) {

    static final Seen NOTHING = new Seen(Optional.empty(), Optional.empty(), Optional.empty());
  }

  private record Own(ServerCertificate certificate, Instant renewal) {}

  private record Given(
      GivenCertificate certificate, Optional<String> fault, Optional<Instant> until) {

    boolean isAsOf(Instant now) {
      return until.filter(change -> !change.isAfter(now)).isEmpty();
    }
  }
}

package dev.threetier.operator.status;

import dev.threetier.operator.api.cloudnativepg.ClusterStatus;
import dev.threetier.operator.api.cloudnativepg.PostgresqlCluster;
import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.api.v1alpha1.TierStatus;
import dev.threetier.operator.blueprint.ManagedFields;
import dev.threetier.operator.blueprint.References;
import dev.threetier.operator.blueprint.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Whether a Cluster of CloudNativePG is as it should be, and else its own words. */
final class ClusterDiagnosis {

  /** It answers within a second or two; nothing tells that there is no CloudNativePG. */
  private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(30);

  /** Its status does not tell which generation it speaks of. */
  private static final Duration LOOK_PATIENCE = Duration.ofSeconds(5);

  private static final String HEALTHY = "Cluster in healthy state";

  /** Phases that it does not leave by itself. */
  private static final Set<String> STUCK =
      Set.of(
          "Waiting for user action",
          "Cluster cannot proceed to reconciliation due to an unknown plugin being required",
          "Cluster cannot proceed to reconciliation due to an error while interacting with plugins",
          "Cluster has incomplete or invalid image catalog",
          "Cluster is unrecoverable and needs manual intervention",
          "Cluster cannot execute instance online upgrade due to missing architecture binary",
          "Unable to create required cluster objects",
          "Invalid cluster definition");

  private final ThreeTierApp app;
  private final Observed observed;
  private final Instant now;

  ClusterDiagnosis(ThreeTierApp app, Observed observed, Instant now) {
    this.app = app;
    this.observed = observed;
    this.now = now;
  }

  TierDiagnosis.Result result() {
    var known = observed.cloudNativePg();
    if (known.fault().isPresent()) {
      return not(
          Reason.RECONCILE_ERROR, "cannot watch Clusters of CloudNativePG: " + known.fault().get());
    }
    if (!known.served()) {
      return not(
          Reason.CLOUD_NATIVE_PG_MISSING, "the cluster has no CloudNativePG: install its operator");
    }
    return known
        .cluster()
        .map(this::of)
        .orElseGet(() -> not(Reason.WAITING, "the Cluster of CloudNativePG is not there yet"));
  }

  private TierDiagnosis.Result of(PostgresqlCluster cluster) {
    var name = "Cluster " + cluster.getMetadata().getName();
    if (phase(cluster).isEmpty()) {
      return changedWithin(ANSWER_PATIENCE, cluster, now)
          ? not(Reason.WAITING, "CloudNativePG has not answered to %s yet".formatted(name))
          : not(
              Reason.CLUSTER_UNANSWERED,
              "nobody answers to %s: does CloudNativePG's operator run, and watch this namespace?"
                  .formatted(name));
    }
    var ready =
        "%d of %d servers are ready".formatted(ready(cluster), cluster.getSpec().instances());
    if (!phase(cluster).equals(HEALTHY)) {
      return not(
          STUCK.contains(phase(cluster)) ? Reason.CLUSTER_FAILED : Reason.CLUSTER_NOT_READY,
          PodDiagnosis.shortened("%s: %s; %s".formatted(name, words(cluster), ready)));
    }
    if (ready(cluster) != cluster.getSpec().instances()) {
      return not(Reason.CLUSTER_NOT_READY, "%s: %s".formatted(name, ready));
    }
    if (changedWithin(LOOK_PATIENCE, cluster, now)) {
      return not(Reason.CLUSTER_NOT_READY, "CloudNativePG may not have seen the changed " + name);
    }
    return connection()
        .orElseGet(
            () ->
                new TierDiagnosis.Result(
                    true, new Finding(Reason.AVAILABLE, "%s: %s".formatted(name, ready))));
  }

  /** The application cannot be told of a Cluster whose Secret is missing or faulty. */
  private Optional<TierDiagnosis.Result> connection() {
    var secret = References.database(app).orElseThrow();
    return observed
        .external()
        .fault()
        .map(fault -> not(Reason.REFERENCE_INVALID, "%s: %s".formatted(secret, fault)))
        .or(
            () ->
                observed.external().endpoint().isPresent()
                    ? Optional.empty()
                    : Optional.of(not(Reason.WAITING, secret + " is not there yet")));
  }

  /** When to look again although CloudNativePG has said nothing new. */
  static Optional<Duration> patience(Observed.CloudNativePg known, Instant now) {
    return known
        .cluster()
        .flatMap(
            cluster -> {
              var patience = phase(cluster).isEmpty() ? ANSWER_PATIENCE : LOOK_PATIENCE;
              return Optional.of(patience).filter(any -> changedWithin(any, cluster, now));
            });
  }

  private static boolean changedWithin(Duration patience, PostgresqlCluster cluster, Instant now) {
    return ManagedFields.changed(cluster)
        .filter(time -> time.plus(patience).isAfter(now))
        .isPresent();
  }

  /** How many servers there are; which nodes they run on CloudNativePG does not tell. */
  static TierStatus tier(Observed.CloudNativePg known) {
    int desired = known.cluster().map(cluster -> cluster.getSpec().instances()).orElse(0);
    int ready = known.cluster().map(ClusterDiagnosis::ready).orElse(0);
    return new TierStatus(
        Tier.DATABASE.title(),
        known.cluster().map(cluster -> cluster.getSpec().imageName()).orElse(null),
        desired,
        ready,
        ready,
        ready + "/" + desired,
        List.of());
  }

  private static int ready(PostgresqlCluster cluster) {
    return Optional.ofNullable(cluster.getStatus()).map(ClusterStatus::readyInstances).orElse(0);
  }

  private static String phase(PostgresqlCluster cluster) {
    return Optional.ofNullable(cluster.getStatus()).map(ClusterStatus::phase).orElse("");
  }

  private static String words(PostgresqlCluster cluster) {
    var reason = Objects.requireNonNullElse(cluster.getStatus().phaseReason(), "");
    return reason.isEmpty() ? phase(cluster) : "%s: %s".formatted(phase(cluster), reason);
  }

  private static TierDiagnosis.Result not(Reason reason, String message) {
    return new TierDiagnosis.Result(false, new Finding(reason, message));
  }
}

package dev.threetier.operator.blueprint;

import dev.threetier.operator.api.cloudnativepg.PostgresqlCluster;
import dev.threetier.operator.api.cloudnativepg.ScheduledBackup;
import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.config.OperatorConfig;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The objects of one application, kind by kind. Each call builds them anew, so that a caller may
 * change what it gets.
 */
public final class Blueprint {

  private final Scope scope;

  public Blueprint(ThreeTierApp app, OperatorConfig config, Facts facts) {
    this.scope = new Scope(app, config, facts);
  }

  /**
   * Tiers whose configuration cannot be written yet, because a fact is missing that the cluster is
   * about to supply. Their Deployments and ConfigMaps are left as they are.
   */
  public List<Tier> waiting() {
    return Stream.of(Tier.values()).filter(this::isWaiting).toList();
  }

  private boolean isWaiting(Tier tier) {
    return switch (tier) {
      case LOAD_BALANCER ->
          !scope.facts().clusterIps().keySet().containsAll(Set.of(Tier.WEB, Tier.APPLICATION));
      case WEB -> false;
      case APPLICATION, DATABASE -> !scope.database().isKnown();
    };
  }

  public List<Deployment> deployments() {
    return Stream.concat(
            plans().map(plan -> Deployments.of(scope, plan)), Backups.deployment(scope).stream())
        .toList();
  }

  public List<ConfigMap> configMaps() {
    var ofTiers =
        plans()
            .filter(plan -> !plan.files().all().isEmpty())
            .map(
                plan ->
                    new ConfigMapBuilder()
                        .withMetadata(scope.metadata(plan.tier(), plan.files().configMap()))
                        .withData(plan.files().all())
                        .build());
    return Stream.concat(ofTiers, Backups.configMap(scope).stream()).toList();
  }

  public List<Service> services() {
    return Services.of(scope);
  }

  public List<Secret> secrets() {
    return Stream.of(
            scope.database().secrets().stream(),
            Backups.secret(scope).stream(),
            Certificates.secret(scope).stream())
        .flatMap(Function.identity())
        .toList();
  }

  public List<PersistentVolumeClaim> volumes() {
    return Stream.concat(scope.database().volumes().stream(), Backups.volume(scope).stream())
        .toList();
  }

  /** An identity of its own for each tier, without a token: no tier talks to the API server. */
  public List<ServiceAccount> serviceAccounts() {
    return Stream.of(Tier.values())
        .filter(this::hasPods)
        .map(
            tier ->
                new ServiceAccountBuilder()
                    .withMetadata(scope.metadata(tier, scope.names().tier(tier)))
                    .withAutomountServiceAccountToken(false)
                    .build())
        .toList();
  }

  /** CloudNativePG has a ServiceAccount of the name for its own pods. */
  private boolean hasPods(Tier tier) {
    return tier != Tier.DATABASE || scope.spec().database().cloudNativePg() == null;
  }

  public List<NetworkPolicy> networkPolicies() {
    return Policies.network(scope).stream().filter(policy -> !isOfWaiting(policy)).toList();
  }

  /** What it lets through is not known either; the load balancer's is. */
  private boolean isOfWaiting(NetworkPolicy policy) {
    return Tier.of(policy.getMetadata().getLabels())
        .filter(tier -> tier != Tier.LOAD_BALANCER && isWaiting(tier))
        .isPresent();
  }

  public List<PodDisruptionBudget> podDisruptionBudgets() {
    return Policies.disruption(scope);
  }

  public List<HorizontalPodAutoscaler> autoscalers() {
    return Autoscalers.of(scope);
  }

  public List<Ingress> ingresses() {
    return Publications.ingresses(scope);
  }

  /** None where the cluster has no such kind. */
  public List<HTTPRoute> httpRoutes() {
    return Publications.httpRoutes(scope);
  }

  /** None where the cluster has no such kind. */
  public List<PostgresqlCluster> clusters() {
    return ClusteredDatabase.clusters(scope);
  }

  /** None where the cluster has no such kind. */
  public List<ScheduledBackup> scheduledBackups() {
    return ClusterBackups.scheduled(scope);
  }

  private Stream<TierPlan> plans() {
    var waiting = waiting();
    return Stream.of(Tier.values())
        .filter(tier -> !waiting.contains(tier))
        .flatMap(tier -> plan(tier).stream());
  }

  private Optional<TierPlan> plan(Tier tier) {
    return switch (tier) {
      case LOAD_BALANCER -> Optional.of(LoadBalancerTier.plan(scope));
      case WEB -> Optional.of(WebTier.plan(scope));
      case APPLICATION -> Optional.of(ApplicationTier.plan(scope));
      case DATABASE -> scope.database().plan();
    };
  }
}

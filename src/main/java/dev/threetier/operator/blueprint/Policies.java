package dev.threetier.operator.blueprint;

import dev.threetier.operator.api.v1alpha1.NetworkPolicyMode;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPortBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Who may talk to whom, and how many pods may be drained at once. */
final class Policies {

  private static final int DNS_PORT = 53;

  private Policies() {}

  /** A tier of one replica has none: a budget would make its node impossible to drain. */
  static List<PodDisruptionBudget> disruption(Scope scope) {
    return Stream.of(Tier.values())
        .filter(tier -> Replicas.least(scope, tier) > 1)
        .map(tier -> disruption(scope, tier))
        .toList();
  }

  private static PodDisruptionBudget disruption(Scope scope, Tier tier) {
    return new PodDisruptionBudgetBuilder()
        .withMetadata(scope.metadata(tier, scope.names().tier(tier)))
        .withNewSpec()
        .withNewMaxUnavailable(1)
        .withSelector(Deployments.selector(scope, tier))
        // Pods that are broken anyway must not keep a node from being drained.
        .withUnhealthyPodEvictionPolicy("AlwaysAllow")
        .endSpec()
        .build();
  }

  /** The chain of the tiers; what it does not name is denied. */
  static List<NetworkPolicy> network(Scope scope) {
    var mode = scope.spec().networkPolicy();
    if (mode == NetworkPolicyMode.DISABLED) {
      return List.of();
    }
    // By name: while a changed port rolls out, old and new pods listen on different ones.
    var http = port("TCP", new IntOrString(Pods.SERVING_PORT));
    var database = port("TCP", new IntOrString(DatabaseTier.PORT));
    var policies =
        List.of(
            closed(
                scope,
                Tier.LOAD_BALANCER,
                List.of(
                    new NetworkPolicyIngressRuleBuilder()
                        .withPorts(
                            http,
                            port("TCP", new IntOrString(LoadBalancerTier.HTTPS)),
                            port("TCP", new IntOrString(LoadBalancerTier.HEALTH_PORT)))
                        .build()),
                List.of(dns(), to(scope, Tier.WEB), to(scope, Tier.APPLICATION))),
            closed(
                scope,
                Tier.WEB,
                List.of(from(scope, http, Tier.LOAD_BALANCER)),
                List.of(dns(), to(scope, Tier.APPLICATION))),
            mode == NetworkPolicyMode.STRICT
                ? closed(
                    scope,
                    Tier.APPLICATION,
                    List.of(from(scope, http, Tier.LOAD_BALANCER, Tier.WEB)),
                    List.of(dns(), toDatabase(scope)))
                : openEgress(
                    scope,
                    Tier.APPLICATION,
                    List.of(from(scope, http, Tier.LOAD_BALANCER, Tier.WEB))),
            ofDatabase(scope, mode, database));
    return Backups.areWanted(scope)
        ? Stream.concat(policies.stream(), Stream.of(ofBackups(scope))).toList()
        : policies;
  }

  /** The pod that asks an external one is to find what the application does. */
  private static NetworkPolicy ofDatabase(
      Scope scope, NetworkPolicyMode mode, NetworkPolicyPort port) {
    if (scope.spec().database().cloudNativePg() != null) {
      return ofCluster(scope, port);
    }
    if (scope.database().outside().isEmpty()) {
      return closed(
          scope,
          Tier.DATABASE,
          List.of(clients(scope, port)),
          Restores.isPendingFromOutside(scope) ? List.of(anywhere()) : List.of());
    }
    return mode == NetworkPolicyMode.STRICT
        ? closed(scope, Tier.DATABASE, List.of(), List.of(dns(), toDatabase(scope)))
        : openEgress(scope, Tier.DATABASE, List.of());
  }

  /** Its pods call whom they need: the API server, and where backups go. */
  private static NetworkPolicy ofCluster(Scope scope, NetworkPolicyPort port) {
    return openEgress(
        scope.metadata(Tier.DATABASE, scope.names().tier(Tier.DATABASE)),
        scope.database().pods(),
        List.of(
            from(scope, port, Tier.APPLICATION)
                .edit()
                .addAllToFrom(ClusteredDatabase.peers(scope))
                .build(),
            new NetworkPolicyIngressRuleBuilder()
                .withPorts(ClusteredDatabase.openPorts())
                .build()));
  }

  /** To any address, where it is one that no selector can name. */
  private static NetworkPolicyEgressRule toDatabase(Scope scope) {
    return scope
        .database()
        .outside()
        .map(port -> new NetworkPolicyEgressRuleBuilder().withPorts(port).build())
        .orElseGet(
            () ->
                new NetworkPolicyEgressRuleBuilder()
                    .addNewTo()
                    .withPodSelector(scope.database().pods())
                    .endTo()
                    .build());
  }

  private static NetworkPolicyIngressRule clients(Scope scope, NetworkPolicyPort port) {
    var clients = from(scope, port, Tier.APPLICATION).edit();
    if (Backups.areWanted(scope)) {
      clients.addNewFrom().withPodSelector(Backups.selector(scope)).endFrom();
    }
    MonitorAccess.clients(scope)
        .ifPresent(selector -> clients.addNewFrom().withPodSelector(selector).endFrom());
    return clients.build();
  }

  private static NetworkPolicy ofBackups(Scope scope) {
    return closed(
        openEgress(
            scope.metadata(Tier.DATABASE, scope.names().backup()),
            Backups.selector(scope),
            List.of()),
        Buckets.areWanted(scope) ? List.of(anywhere()) : List.of(dns(), to(scope, Tier.DATABASE)));
  }

  /** Storage has an address that no selector can name, and behind a Service a port of its own. */
  private static NetworkPolicyEgressRule anywhere() {
    return new NetworkPolicyEgressRule();
  }

  private static NetworkPolicy closed(
      Scope scope,
      Tier tier,
      List<NetworkPolicyIngressRule> ingress,
      List<NetworkPolicyEgressRule> egress) {
    return closed(openEgress(scope, tier, ingress), egress);
  }

  private static NetworkPolicy closed(NetworkPolicy open, List<NetworkPolicyEgressRule> egress) {
    return open.edit()
        .editSpec()
        .withPolicyTypes("Ingress", "Egress")
        .withEgress(egress)
        .endSpec()
        .build();
  }

  private static NetworkPolicy openEgress(
      Scope scope, Tier tier, List<NetworkPolicyIngressRule> ingress) {
    return openEgress(
        scope.metadata(tier, scope.names().tier(tier)), Deployments.selector(scope, tier), ingress);
  }

  private static NetworkPolicy openEgress(
      ObjectMeta metadata, LabelSelector pods, List<NetworkPolicyIngressRule> ingress) {
    return new NetworkPolicyBuilder()
        .withMetadata(metadata)
        .withNewSpec()
        .withPodSelector(pods)
        .withPolicyTypes("Ingress")
        .withIngress(ingress)
        .endSpec()
        .build();
  }

  private static NetworkPolicyIngressRule from(Scope scope, NetworkPolicyPort port, Tier... tiers) {
    return new NetworkPolicyIngressRuleBuilder()
        .withFrom(peers(scope, tiers))
        .withPorts(port)
        .build();
  }

  /** Ports are left to the policy of the tier that receives. */
  private static NetworkPolicyEgressRule to(Scope scope, Tier tier) {
    return new NetworkPolicyEgressRuleBuilder().withTo(peers(scope, tier)).build();
  }

  private static List<NetworkPolicyPeer> peers(Scope scope, Tier... tiers) {
    return Arrays.stream(tiers)
        .map(
            tier ->
                new NetworkPolicyPeerBuilder()
                    .withPodSelector(Deployments.selector(scope, tier))
                    .build())
        .toList();
  }

  /** To any address: some clusters answer DNS on the node, which no selector can name. */
  private static NetworkPolicyEgressRule dns() {
    return new NetworkPolicyEgressRuleBuilder()
        .withPorts(port("UDP", new IntOrString(DNS_PORT)), port("TCP", new IntOrString(DNS_PORT)))
        .build();
  }

  static NetworkPolicyPort port(String protocol, IntOrString number) {
    return new NetworkPolicyPortBuilder().withProtocol(protocol).withPort(number).build();
  }
}

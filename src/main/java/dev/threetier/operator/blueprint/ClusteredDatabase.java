package dev.threetier.operator.blueprint;

import dev.threetier.operator.api.cloudnativepg.ClusterSpec;
import dev.threetier.operator.api.cloudnativepg.PostgresqlCluster;
import dev.threetier.operator.api.v1alpha1.CloudNativePg;
import dev.threetier.operator.api.v1alpha1.Placement;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Cluster of CloudNativePG, which makes pods, volumes, Services and credentials of its own. The
 * application is told of it as it is told of somebody else's server.
 */
record ClusteredDatabase(Scope scope) implements ToldDatabase {

  /** By which CloudNativePG's pods are told from others. */
  private static final String LABEL = "cnpg.io/cluster";

  // Its operator asks how a server is on the one, Prometheus for metrics on the other.
  private static final List<Integer> OPEN_PORTS = List.of(8000, 9187);

  ClusteredDatabase {
    ToldDatabase.hidesNothing(scope, "database.cloudNativePG");
  }

  static List<PostgresqlCluster> clusters(Scope scope) {
    return Optional.ofNullable(scope.spec().database().cloudNativePg())
        .filter(wanted -> scope.facts().cloudNativePg())
        .map(wanted -> cluster(scope, wanted))
        .stream()
        .toList();
  }

  private static PostgresqlCluster cluster(Scope scope, CloudNativePg wanted) {
    var spec = scope.spec().database();
    var cluster = new PostgresqlCluster();
    cluster.setMetadata(scope.dataMetadata(scope.names().cluster()));
    cluster.setSpec(
        new ClusterSpec(
            wanted.instances(),
            image(scope),
            scope.spec().imagePullSecrets(),
            new ClusterSpec.Bootstrap(new ClusterSpec.InitDb(spec.name(), spec.user(), true)),
            spec.parameters() == null ? null : new ClusterSpec.Postgresql(spec.parameters()),
            new ClusterSpec.Storage(wanted.storage().size(), wanted.storage().storageClassName()),
            DatabaseTier.resources(spec),
            affinity(spec.placement()),
            spread(scope, spec.placement()),
            ClusterBackups.inCluster(wanted),
            ClusterBackups.plugins(wanted)));
    return cluster;
  }

  private static String image(Scope scope) {
    return DatabaseTier.image(scope, scope.config().images().cloudNativePg());
  }

  private static ClusterSpec.@Nullable Affinity affinity(Placement placement) {
    var wanted = Optional.ofNullable(placement.affinity());
    if (wanted.isEmpty() && placement.nodeSelector() == null && placement.tolerations() == null) {
      return null;
    }
    return new ClusterSpec.Affinity(
        placement.nodeSelector(),
        Deployments.tolerations(placement),
        wanted.map(affinity -> affinity.getNodeAffinity()).orElse(null),
        wanted.map(affinity -> affinity.getPodAffinity()).orElse(null),
        wanted.map(affinity -> affinity.getPodAntiAffinity()).orElse(null));
  }

  private static @Nullable List<TopologySpreadConstraint> spread(Scope scope, Placement placement) {
    return placement.topologySpreadConstraints() == null
        ? null
        : Deployments.spread(placement.topologySpreadConstraints(), selector(scope));
  }

  private static LabelSelector selector(Scope scope) {
    return new LabelSelectorBuilder()
        .withMatchLabels(Map.of(LABEL, scope.names().cluster()))
        .build();
  }

  @Override
  public Optional<TierPlan> plan() {
    return Optional.empty();
  }

  @Override
  public Optional<NetworkPolicyPort> outside() {
    return Optional.empty();
  }

  @Override
  public LabelSelector pods() {
    return selector(scope);
  }

  /** Who may connect, besides the application: its servers follow each other. */
  static List<NetworkPolicyPeer> peers(Scope scope) {
    return List.of(
        new NetworkPolicyPeerBuilder().withPodSelector(selector(scope)).build(),
        // In the namespace that it has been installed in.
        new NetworkPolicyPeerBuilder()
            .withNewNamespaceSelector()
            .endNamespaceSelector()
            .withNewPodSelector()
            .addToMatchLabels(Labels.NAME, "cloudnative-pg")
            .endPodSelector()
            .build());
  }

  /** What is open to anybody, as it is without a policy. */
  static List<NetworkPolicyPort> openPorts() {
    return OPEN_PORTS.stream().map(port -> Policies.port("TCP", new IntOrString(port))).toList();
  }
}

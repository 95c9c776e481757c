package dev.threetier.operator.blueprint;

import dev.threetier.operator.api.v1alpha1.Placement;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategy;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategyBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The Deployment of a tier: the same rules for all four. */
public final class Deployments {

  /** Pod annotation with the digest of everything that the pod reads only when it starts. */
  static final String CONFIGURATION = "threetier.dev/configuration";

  private static final int PROGRESS_DEADLINE_SECONDS = 600;
  private static final int REVISIONS = 3;

  private Deployments() {}

  static Deployment of(Scope scope, TierPlan plan) {
    var tier = plan.tier();
    var spec = scope.spec(tier);
    var names = scope.names();
    var placement = spec.placement();
    return new DeploymentBuilder()
        .withMetadata(scope.metadata(tier, names.tier(tier)))
        .withNewSpec()
        .withReplicas(Replicas.wanted(scope, tier))
        .withRevisionHistoryLimit(REVISIONS)
        .withProgressDeadlineSeconds(PROGRESS_DEADLINE_SECONDS)
        .withStrategy(strategy(plan))
        .withSelector(selector(scope, tier))
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(Labels.of(scope.name(), tier))
        .addToAnnotations(CONFIGURATION, configuration(scope, plan))
        .endMetadata()
        .withNewSpec()
        .withServiceAccountName(names.tier(tier))
        .withImagePullSecrets(scope.spec().imagePullSecrets())
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withTerminationGracePeriodSeconds((long) plan.gracePeriodSeconds())
        .withSecurityContext(plan.security())
        .withNodeSelector(placement.nodeSelector())
        .withTolerations(tolerations(placement))
        .withAffinity(placement.affinity())
        .withTopologySpreadConstraints(spread(scope, plan, placement))
        .withInitContainers(plan.initContainers())
        .withContainers(containers(plan))
        .withShareProcessNamespace(plan.sharedProcesses() ? true : null)
        .withVolumes(plan.volumes())
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static List<Container> containers(TierPlan plan) {
    return Stream.concat(Stream.of(plan.container()), plan.sidecars().stream()).toList();
  }

  private static DeploymentStrategy strategy(TierPlan plan) {
    if (!plan.rolling()) {
      return new DeploymentStrategyBuilder().withType("Recreate").build();
    }
    return new DeploymentStrategyBuilder()
        .withType("RollingUpdate")
        .withNewRollingUpdate()
        .withNewMaxUnavailable(0)
        .withNewMaxSurge(1)
        .endRollingUpdate()
        .build();
  }

  static LabelSelector selector(Scope scope, Tier tier) {
    return selector(scope, tier.component());
  }

  static LabelSelector selector(Scope scope, String component) {
    return new LabelSelectorBuilder()
        .withMatchLabels(Labels.selector(scope.name(), component))
        .build();
  }

  /**
   * What the pods read at their start. While an object of the user's is missing new pods could not
   * start, so the running ones are left as they are until it is there.
   */
  private static String configuration(Scope scope, TierPlan plan) {
    var current = scope.facts().configurations().get(plan.tier());
    return current != null && lacksReference(scope, plan.tier()) ? current : digest(scope, plan);
  }

  /** Whether the Deployment makes the pods that are wanted, and is not held back. */
  static boolean isCurrent(Scope scope, TierPlan plan) {
    return !lacksReference(scope, plan.tier())
        && digest(scope, plan).equals(scope.facts().configurations().get(plan.tier()));
  }

  private static boolean lacksReference(Scope scope, Tier tier) {
    return References.of(scope.spec(), tier).stream()
        .anyMatch(
            reference ->
                !reference.optional() && !scope.facts().references().containsKey(reference));
  }

  private static String digest(Scope scope, TierPlan plan) {
    var texts = new TreeMap<>(plan.files().readAtStart());
    texts.putAll(plan.rollOn());
    for (Reference reference : References.of(scope.spec(), plan.tier())) {
      texts.put(
          reference.toString(), scope.facts().references().getOrDefault(reference, "missing"));
    }
    return Digest.of(texts);
  }

  static List<Toleration> tolerations(Placement placement) {
    return placement.tolerations() == null
        ? List.of()
        : placement.tolerations().stream().map(AsStored::of).toList();
  }

  /** The same for one replica as for several, so that scaling replaces no pod. */
  private static List<TopologySpreadConstraint> spread(
      Scope scope, TierPlan plan, Placement placement) {
    var selector = selector(scope, plan.tier());
    if (placement.topologySpreadConstraints() != null) {
      return spread(placement.topologySpreadConstraints(), selector);
    }
    if (!plan.rolling()) {
      return List.of();
    }
    return List.of(
        preferSpreadOver("kubernetes.io/hostname", selector),
        preferSpreadOver("topology.kubernetes.io/zone", selector));
  }

  static List<TopologySpreadConstraint> spread(
      List<TopologySpreadConstraint> wanted, LabelSelector pods) {
    return wanted.stream()
        .map(
            constraint ->
                constraint.getLabelSelector() != null
                    ? constraint
                    : constraint.edit().withLabelSelector(pods).build())
        .toList();
  }

  private static TopologySpreadConstraint preferSpreadOver(String key, LabelSelector selector) {
    return new TopologySpreadConstraintBuilder()
        .withTopologyKey(key)
        .withMaxSkew(1)
        .withWhenUnsatisfiable("ScheduleAnyway")
        .withLabelSelector(selector)
        .build();
  }

  /** The configuration digest that a Deployment carries, if it has one. */
  public static Optional<String> configuration(Deployment deployment) {
    return configuration(deployment.getSpec().getTemplate().getMetadata());
  }

  /** The one that a pod was made with. */
  public static Optional<String> configuration(Pod pod) {
    return configuration(pod.getMetadata());
  }

  private static Optional<String> configuration(@Nullable ObjectMeta metadata) {
    return Optional.ofNullable(metadata)
        .map(ObjectMeta::getAnnotations)
        .map(annotations -> annotations.get(CONFIGURATION));
  }

  /** The number of pods, if it is the one that this field manager applied last. */
  public static Optional<Integer> appliedReplicas(Deployment deployment, String manager) {
    return deployment.getMetadata().getManagedFields().stream()
        .filter(entry -> ManagedFields.isApplied(entry, manager))
        .map(entry -> entry.getFieldsV1().getAdditionalProperties().get("f:spec"))
        .filter(spec -> spec instanceof Map<?, ?> fields && fields.containsKey("f:replicas"))
        .findFirst()
        .map(spec -> deployment.getSpec().getReplicas());
  }

  /** Whether all pods are of the current template: none of an earlier one is left, or is made. */
  public static boolean isRolledOut(Deployment deployment) {
    var status = deployment.getStatus();
    var wanted = deployment.getSpec().getReplicas();
    return status != null
        && Objects.equals(status.getObservedGeneration(), deployment.getMetadata().getGeneration())
        && wanted.equals(status.getUpdatedReplicas())
        && wanted.equals(status.getReplicas());
  }

  /** Whether a pod that starts may read the ConfigMap: by the current template, or an earlier. */
  public static boolean mayRead(Deployment deployment, String configMap) {
    return !isRolledOut(deployment)
        || Pods.configMaps(deployment.getSpec().getTemplate().getSpec())
            .anyMatch(configMap::equals);
  }
}

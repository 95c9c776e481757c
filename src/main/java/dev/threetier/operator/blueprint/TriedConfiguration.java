package dev.threetier.operator.blueprint;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A configuration that servers take up while they run. What pods start with is in force. A change
 * of it is first given to those that run, as a candidate; it is in force when all of them have
 * taken it up. One that the server refuses thus harms neither those that run nor those that start.
 */
public enum TriedConfiguration {
  HAPROXY(Tier.LOAD_BALANCER, "haproxy.cfg", "candidate.cfg"),
  POSTGRESQL(Tier.DATABASE, "postgresql.conf", "candidate.conf");

  /** The container beside the server that has it take up a change, and tells what it says of it. */
  public static final String RELOADER = "reload";

  private final Tier tier;
  private final String inForce;
  private final String inForceDigest;
  private final String candidate;

  TriedConfiguration(Tier tier, String inForce, String candidate) {
    this.tier = tier;
    this.inForce = inForce;
    this.inForceDigest = inForce + ".digest";
    this.candidate = candidate;
  }

  /** The tier whose servers read it. */
  public Tier tier() {
    return tier;
  }

  /** The one that the ConfigMap holds, if it holds one. */
  public static Optional<TriedConfiguration> in(ConfigMap configMap) {
    return Stream.of(values()).filter(configuration -> configuration.isIn(configMap)).findFirst();
  }

  /** Whether the ConfigMap holds it. */
  public boolean isIn(ConfigMap configMap) {
    return configMap.getData() != null && configMap.getData().containsKey(inForce);
  }

  /**
   * Its files.
   *
   * @param applied digest of what all running servers have taken up, if they have taken up the same
   * @param before what is in force, if anything is
   */
  Map<String, String> files(@Nullable String applied, @Nullable String before, String wanted) {
    var files = new TreeMap<String, String>();
    if (before == null || before.equals(wanted) || Digest.of(wanted).equals(applied)) {
      files.put(inForce, wanted);
    } else {
      files.put(inForce, before);
      files.put(candidate, wanted);
    }
    files.put(inForceDigest, Digest.of(files.get(inForce)));
    return files;
  }

  /** What pods start with, unless somebody has edited it. */
  public Optional<Map<String, String>> inForce(ConfigMap configMap) {
    var files = configMap.getData();
    return Optional.ofNullable(files.get(inForce))
        .filter(text -> Digest.of(text).equals(files.get(inForceDigest)))
        .map(text -> files);
  }

  /** The configuration among the files that pods start with. */
  String inForce(Map<String, String> files) {
    return files.getOrDefault(inForce, "");
  }

  /** Whether running pods are given something else than those that start. */
  public boolean hasCandidate(ConfigMap configMap) {
    return configMap.getData().containsKey(candidate);
  }

  /** The digest of what running pods are to take up, as they tell it. */
  public String digest(ConfigMap configMap) {
    var files = configMap.getData();
    return Digest.of(files.getOrDefault(candidate, files.getOrDefault(inForce, "")));
  }

  /** Whether the pod reads the ConfigMap. */
  public static boolean isRead(Pod pod, ConfigMap configMap) {
    return isRead(pod.getSpec(), configMap);
  }

  /** Whether new pods read the ConfigMap. */
  public static boolean isRead(Deployment deployment, ConfigMap configMap) {
    return isRead(deployment.getSpec().getTemplate().getSpec(), configMap);
  }

  private static boolean isRead(PodSpec pod, ConfigMap configMap) {
    return Pods.configMaps(pod).anyMatch(configMap.getMetadata().getName()::equals);
  }
}

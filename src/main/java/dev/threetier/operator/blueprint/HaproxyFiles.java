package dev.threetier.operator.blueprint;

import static java.util.stream.Collectors.toMap;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a configuration reaches HAProxy. What pods start with is {@value #IN_FORCE}. A change of it
 * is first given to those that run, as {@value #CANDIDATE}; it is in force when all of them have
 * taken it up. One that HAProxy refuses thus harms neither those that run nor those that start.
 *
 * <p>The ConfigMap has a name of its own for each way in which pods are made, so that what needs
 * new pods, such as another port or image, never reaches the old ones.
 */
public final class HaproxyFiles {

  static final String SCRIPT = "haproxy.sh";
  private static final String SCRIPT_TEXT = Resources.text(SCRIPT);
  private static final String IN_FORCE = "haproxy.cfg";
  private static final String IN_FORCE_DIGEST = "haproxy.cfg.digest";
  private static final String CANDIDATE = "candidate.cfg";

  private HaproxyFiles() {}

  static ConfigFiles of(Scope scope, String image, String wanted) {
    var port = String.valueOf(scope.spec().loadBalancer().port());
    var pods = Digest.of(Map.of("image", image, "port", port, "script", SCRIPT_TEXT));
    var name = scope.names().tier(Tier.LOAD_BALANCER) + "-" + pods;
    var before = scope.facts().haproxy().inForce().getOrDefault(name, Map.of());
    var files =
        configurations(scope.facts().haproxy().applied().get(name), before.get(IN_FORCE), wanted);
    pages(before, files).forEach(files::put);
    pages(HaproxyErrorPages.files(scope), files).forEach(files::put);
    return new ConfigFiles(name, Map.of(SCRIPT, SCRIPT_TEXT), files);
  }

  private static Map<String, String> configurations(
      @Nullable String applied, @Nullable String inForce, String wanted) {
    var files = new TreeMap<String, String>();
    if (inForce == null || inForce.equals(wanted) || Digest.of(wanted).equals(applied)) {
      files.put(IN_FORCE, wanted);
    } else {
      files.put(IN_FORCE, inForce);
      files.put(CANDIDATE, wanted);
    }
    files.put(IN_FORCE_DIGEST, Digest.of(files.get(IN_FORCE)));
    return files;
  }

  /** Those of the files that one of the configurations names. */
  private static Map<String, String> pages(
      Map<String, String> files, Map<String, String> configurations) {
    return files.entrySet().stream()
        .filter(
            file ->
                configurations.values().stream()
                    .anyMatch(text -> text.contains(Pods.CONFIG_DIR + "/" + file.getKey() + " ")))
        .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** Whether it is a configuration of HAProxy. */
  public static boolean isConfiguration(ConfigMap configMap) {
    return configMap.getData() != null && configMap.getData().containsKey(IN_FORCE);
  }

  /** What pods start with, unless somebody has edited it. */
  public static Optional<Map<String, String>> inForce(ConfigMap configMap) {
    var files = configMap.getData();
    return Optional.ofNullable(files.get(IN_FORCE))
        .filter(text -> Digest.of(text).equals(files.get(IN_FORCE_DIGEST)))
        .map(text -> files);
  }

  /** The configuration among the files that pods start with. */
  static String inForce(Map<String, String> files) {
    return files.getOrDefault(IN_FORCE, "");
  }

  /** Whether running pods are given something else than those that start. */
  public static boolean hasCandidate(ConfigMap configMap) {
    return configMap.getData().containsKey(CANDIDATE);
  }

  /** The digest of what running pods are to take up, as they tell it. */
  public static String digest(ConfigMap configMap) {
    var files = configMap.getData();
    return Digest.of(files.getOrDefault(CANDIDATE, files.getOrDefault(IN_FORCE, "")));
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

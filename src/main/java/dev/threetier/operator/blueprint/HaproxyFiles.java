package dev.threetier.operator.blueprint;

import static java.util.stream.Collectors.toMap;

import java.util.Map;

/**
 * The files of HAProxy's ConfigMap: its configuration, and the pages that the configuration names.
 *
 * <p>The ConfigMap has a name of its own for each way in which pods are made, so that what needs
 * new pods, such as another port or image, never reaches the old ones.
 */
final class HaproxyFiles {

  static final String SCRIPT = "haproxy.sh";
  private static final String SCRIPT_TEXT = Resources.text(SCRIPT);

  private HaproxyFiles() {}

  static ConfigFiles of(Scope scope, String image, String wanted) {
    var port = String.valueOf(scope.spec().loadBalancer().port());
    var pods = Digest.of(Map.of("image", image, "port", port, "script", SCRIPT_TEXT));
    var name = scope.names().tier(Tier.LOAD_BALANCER) + "-" + pods;
    var running = scope.facts().running();
    var before = running.inForce().getOrDefault(name, Map.of());
    var files =
        TriedConfiguration.HAPROXY.files(
            running.applied().get(name), before.isEmpty() ? null : inForce(before), wanted);
    pages(before, files).forEach(files::put);
    pages(HaproxyErrorPages.files(scope), files).forEach(files::put);
    return new ConfigFiles(name, Map.of(SCRIPT, SCRIPT_TEXT), files);
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

  /** The configuration among the files that pods start with. */
  static String inForce(Map<String, String> files) {
    return TriedConfiguration.HAPROXY.inForce(files);
  }
}

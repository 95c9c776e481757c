package dev.threetier.operator.blueprint;

import java.util.Map;
import java.util.TreeMap;

/**
 * The files of a tier's ConfigMap.
 *
 * @param configMap name of the ConfigMap
 * @param readAtStart files by key, whose change rolls the pods
 * @param watched files by key that running pods take up by themselves
 */
record ConfigFiles(String configMap, Map<String, String> readAtStart, Map<String, String> watched) {

  static ConfigFiles none() {
    return new ConfigFiles("", Map.of(), Map.of());
  }

  static ConfigFiles readAtStart(String configMap, Map<String, String> files) {
    return new ConfigFiles(configMap, files, Map.of());
  }

  Map<String, String> all() {
    var files = new TreeMap<>(readAtStart);
    files.putAll(watched);
    return files;
  }
}

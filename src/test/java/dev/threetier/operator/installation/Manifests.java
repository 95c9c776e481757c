package dev.threetier.operator.installation;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Objects of a YAML stream, by kind, namespace and name, so that their order does not matter. */
record Manifests(Map<String, JsonNode> objects) {

  private static final YAMLMapper YAML = new YAMLMapper();

  static Manifests parse(String yaml) {
    var objects = new TreeMap<String, JsonNode>();
    for (var object : read(yaml)) {
      var previous = objects.put(key(object), object);
      if (previous != null) {
        throw new IllegalArgumentException(key(object) + " is there twice");
      }
    }
    return new Manifests(objects);
  }

  JsonNode get(String key) {
    var object = objects.get(key);
    if (object == null) {
      throw new IllegalArgumentException(key + " is missing among " + objects.keySet());
    }
    return object;
  }

  /** Where the objects of the same key differ from the other ones, one line for each place. */
  List<String> differences(Manifests other) {
    var found = new ArrayList<String>();
    objects.forEach(
        (key, object) -> {
          if (other.objects.containsKey(key)) {
            compare(key + " ", object, other.objects.get(key), found);
          }
        });
    return found;
  }

  private static void compare(String path, JsonNode one, JsonNode other, List<String> found) {
    if (one instanceof ObjectNode && other instanceof ObjectNode) {
      var fields = new TreeSet<String>();
      one.fieldNames().forEachRemaining(fields::add);
      other.fieldNames().forEachRemaining(fields::add);
      fields.forEach(
          field -> compare(path + "." + field, one.path(field), other.path(field), found));
    } else if (one.isArray() && other.isArray() && one.size() == other.size()) {
      for (int i = 0; i < one.size(); i++) {
        compare(path + "[" + i + "]", one.get(i), other.get(i), found);
      }
    } else if (!one.equals(other)) {
      found.add("%s: %s, %s".formatted(path, shown(one), shown(other)));
    }
  }

  private static String shown(JsonNode node) {
    return node.isMissingNode() ? "nothing" : node.toString();
  }

  private static String key(JsonNode object) {
    var metadata = object.path("metadata");
    return metadata.has("namespace")
        ? "%s %s/%s"
            .formatted(
                object.path("kind").asText(),
                metadata.path("namespace").asText(),
                metadata.path("name").asText())
        : "%s %s".formatted(object.path("kind").asText(), metadata.path("name").asText());
  }

  private static List<JsonNode> read(String yaml) {
    try (var documents =
        YAML.readerFor(new TypeReference<JsonNode>() {}).<JsonNode>readValues(yaml)) {
      return documents.readAll().stream().filter(JsonNode::isObject).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

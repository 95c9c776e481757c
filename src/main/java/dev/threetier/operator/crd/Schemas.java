package dev.threetier.operator.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** OpenAPI schemas as JSON. */
final class Schemas {

  static final String RULES = "x-kubernetes-validations";
  static final String LIST_TYPE = "x-kubernetes-list-type";
  static final String LIST_MAP_KEYS = "x-kubernetes-list-map-keys";

  private Schemas() {}

  /**
   * Visits every schema below one, an outer one before its inner ones; fields come with their name,
   * what a list or map holds with none.
   */
  static void walk(ObjectNode schema, BiConsumer<String, ObjectNode> visitor) {
    for (var field : schema.path("properties").properties()) {
      var property = (ObjectNode) field.getValue();
      visitor.accept(field.getKey(), property);
      walk(property, visitor);
      element(property)
          .ifPresent(
              element -> {
                visitor.accept("", element);
                walk(element, visitor);
              });
    }
  }

  /** What a list's items or a map's values are like. */
  static Optional<ObjectNode> element(ObjectNode schema) {
    return Stream.of("items", "additionalProperties")
        .map(schema::get)
        .filter(ObjectNode.class::isInstance)
        .map(ObjectNode.class::cast)
        .findFirst();
  }

  static boolean isObject(ObjectNode schema) {
    return schema.has("properties");
  }

  /** Makes fields required, besides those that are. */
  static void require(ObjectNode schema, Collection<String> names) {
    var all = new LinkedHashSet<String>();
    schema.withArray("required").forEach(name -> all.add(name.asText()));
    all.addAll(names);
    all.forEach(schema.putArray("required")::add);
  }

  static List<JsonNode> elements(ArrayNode array) {
    var elements = new ArrayList<JsonNode>();
    array.forEach(elements::add);
    return elements;
  }
}

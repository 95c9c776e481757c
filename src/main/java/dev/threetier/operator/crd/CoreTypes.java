package dev.threetier.operator.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * What {@code core-types.yaml} says of the types taken from the core API: it is laid over their
 * generated schemas, which have names and types only.
 */
final class CoreTypes {

  private static final String FILE = "core-types.yaml";
  private static final String OF = "of";
  private static final String REFUSED = "refused";

  private final JsonNode fields;
  private final JsonNode types;

  private CoreTypes(JsonNode file) {
    fields = file.path("fields");
    types = file.path("types");
  }

  static CoreTypes load() {
    try (InputStream file = CoreTypes.class.getResourceAsStream(FILE)) {
      return new CoreTypes(
          new KubernetesSerialization()
              .unmarshal(Objects.requireNonNull(file, FILE), ObjectNode.class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Completes the schema of a field if it is of a core type. */
  void completeField(String name, ObjectNode schema) {
    if (fields.has(name)) {
      layType(fields.get(name).asText(), schema);
    }
  }

  private void layType(String type, ObjectNode field) {
    lay(
        Objects.requireNonNull(types.get(type), () -> FILE + " has no type " + type),
        Schemas.element(field).filter(Schemas::isObject).orElse(field));
  }

  private void lay(JsonNode wanted, ObjectNode schema) {
    for (var keyword : wanted.properties()) {
      var value = keyword.getValue();
      switch (keyword.getKey()) {
        case OF -> layType(value.asText(), schema);
        case "properties" -> layFields(value, schema);
        case "items", "additionalProperties" ->
            lay(value, (ObjectNode) schema.get(keyword.getKey()));
        case Schemas.RULES -> schema.withArray(Schemas.RULES).addAll((ArrayNode) value);
        case "required" ->
            Schemas.require(
                schema,
                Schemas.elements((ArrayNode) value).stream().map(JsonNode::asText).toList());
        default -> schema.set(keyword.getKey(), value);
      }
    }
  }

  private void layFields(JsonNode wanted, ObjectNode schema) {
    for (var field : wanted.properties()) {
      var name = field.getKey();
      var property = (ObjectNode) schema.path("properties").get(name);
      Objects.requireNonNull(property, () -> FILE + " has a field that no type has: " + name);
      if (field.getValue().has(REFUSED)) {
        refuse(field.getValue().get(REFUSED).asText(), property);
      } else {
        lay(field.getValue(), property);
      }
    }
  }

  /** The field stays in the schema, so that the message is seen and not "unknown field". */
  private static void refuse(String message, ObjectNode property) {
    var content = Schemas.element(property).orElse(property);
    if (Schemas.isObject(content)) {
      content.removeAll();
      content.put("type", "object");
      content.put("x-kubernetes-preserve-unknown-fields", true);
    }
    // What to do instead is said by the message alone.
    property.put(
        "description", "Refused: %s.".formatted(message.substring(0, message.indexOf(':'))));
    property.putArray(Schemas.RULES).addObject().put("rule", "false").put("message", message);
  }
}

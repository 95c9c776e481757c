package dev.threetier.operator.crd;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The CRD in {@code crds/}, as users install it. */
final class CommittedCrd {

  static final Path FILE = Path.of("crds/threetierapps.threetier.dev-v1.yml");

  private final JsonNode crd;

  CommittedCrd() {
    try {
      crd = new KubernetesSerialization().unmarshal(Files.readString(FILE), JsonNode.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode json() {
    return crd;
  }

  JsonNode names() {
    return crd.at("/spec/names");
  }

  JsonNode version() {
    return crd.at("/spec/versions/0");
  }

  Field root() {
    return new Field("", "", version().at("/schema/openAPIV3Schema"));
  }

  /** Every field, and what lists and maps hold, but for what is refused as a whole. */
  List<Field> fields() {
    return root().withAllBelow().skip(1).toList();
  }

  static Stream<JsonNode> elements(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  /** A field with its path, or what a list or map holds, whose name is empty. */
  record Field(String path, String name, JsonNode schema) {

    Stream<Field> withAllBelow() {
      return isRefused()
          ? Stream.of(this)
          : Stream.concat(Stream.of(this), below().flatMap(Field::withAllBelow));
    }

    private Stream<Field> below() {
      return Stream.concat(
          fields().stream(),
          Stream.of("items", "additionalProperties")
              .filter(schema::has)
              .map(
                  kind ->
                      new Field(
                          path + (kind.equals("items") ? "[]" : "{}"), "", schema.get(kind))));
    }

    /** The fields of an object. */
    List<Field> fields() {
      return schema.path("properties").properties().stream()
          .map(
              property ->
                  new Field(
                      path.isEmpty() ? property.getKey() : path + "." + property.getKey(),
                      property.getKey(),
                      property.getValue()))
          .toList();
    }

    String type() {
      return schema.path("x-kubernetes-int-or-string").asBoolean()
          ? "integer or string"
          : schema.path("type").asText();
    }

    String description() {
      return schema.path("description").asText();
    }

    /** A field of a core type that cannot be used here. */
    boolean isRefused() {
      return description().startsWith("Refused: ");
    }

    List<String> rules() {
      return elements(schema.path("x-kubernetes-validations"))
          .map(rule -> rule.path("message").asText())
          .toList();
    }

    boolean has(String keyword) {
      return schema.has(keyword);
    }

    @Override
    public String toString() {
      return path;
    }
  }
}

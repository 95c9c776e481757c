package dev.threetier.operator.crd;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Adds to the generated CRD what the generator has no annotation for. */
public final class CrdCompletion implements CRDPostProcessor {

  private static final List<String> COLUMNS =
      List.of("Ready", "Reason", "LB", "Web", "App", "DB", "URL", "Capacity", "Age");

  /**
   * Lists whose entries are merged by key, as the same lists of the core API are. All others are
   * replaced as a whole, which is what the API server does where nothing is said.
   */
  private static final Map<String, List<String>> KEYED_LISTS =
      Map.of(
          "conditions", List.of("type"),
          "tiers", List.of("name"),
          "imagePullSecrets", List.of("name"),
          "env", List.of("name"),
          "topologySpreadConstraints", List.of("topologyKey", "whenUnsatisfiable"));

  private final ObjectMapper json = new ObjectMapper();
  private final CoreTypes coreTypes = CoreTypes.load();

  @Override
  public HasMetadata process(HasMetadata resource, String crdSpecVersion) {
    var crd = (CustomResourceDefinition) resource;
    crd.getSpec().getVersions().forEach(this::complete);
    return crd;
  }

  private void complete(CustomResourceDefinitionVersion version) {
    version
        .getAdditionalPrinterColumns()
        .sort(
            Comparator.comparingInt(
                (CustomResourceColumnDefinition column) -> COLUMNS.indexOf(column.getName())));
    ObjectNode schema = json.valueToTree(version.getSchema().getOpenAPIV3Schema());
    schema.put(
        "description",
        "A three-tier application: HAProxy in front of web servers, application servers and a"
            + " PostgreSQL database, each scaled, probed and repaired on its own.");
    describe(schema, "spec", "What is wanted. The operator reads it and never writes it.");
    describe(schema, "status", "What runs, and what is wrong with it. Written by the operator.");
    schema.withArray("required").add("spec");
    Schemas.walk(schema, coreTypes::completeField);
    Schemas.walk(schema, CrdCompletion::mend);
    version.getSchema().setOpenAPIV3Schema(json.convertValue(schema, JSONSchemaProps.class));
  }

  private static void describe(ObjectNode schema, String field, String text) {
    ((ObjectNode) schema.at("/properties/" + field)).put("description", text);
  }

  private static void mend(String name, ObjectNode schema) {
    // A rule on a record's component is found twice: on its field and on its accessor.
    if (schema.has(Schemas.RULES)) {
      var rules = new LinkedHashSet<>(Schemas.elements(schema.withArray(Schemas.RULES)));
      schema.putArray(Schemas.RULES).addAll(rules);
    }
    // What int-or-string says already; said twice, a mistake is answered by four messages.
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      schema.remove("anyOf");
    }
    // The generator reads the default {} into a record and writes its zeros and falses back.
    if (schema.has("default") && schema.path("type").asText().equals("object")) {
      schema.putObject("default");
    }
    if (schema.has("items") && KEYED_LISTS.containsKey(name)) {
      merge(schema, KEYED_LISTS.get(name));
    }
  }

  private static void merge(ObjectNode schema, List<String> keys) {
    schema.put(Schemas.LIST_TYPE, "map");
    keys.forEach(schema.putArray(Schemas.LIST_MAP_KEYS)::add);
    Schemas.require((ObjectNode) schema.get("items"), keys);
  }
}

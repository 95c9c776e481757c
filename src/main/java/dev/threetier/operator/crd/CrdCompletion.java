package dev.threetier.operator.crd;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Adds to the generated CRD what the generator has no annotation for. */
public final class CrdCompletion implements CRDPostProcessor {

  private static final List<String> COLUMNS =
      List.of("Ready", "Reason", "LB", "Web", "App", "DB", "URL", "Age");

  /** Lists whose entries are merged by key, as the same lists of the core API are. */
  private static final Map<String, List<String>> KEYED_LISTS =
      Map.of(
          "conditions", List.of("type"),
          "tiers", List.of("name"),
          "env", List.of("name"),
          "routes", List.of("pathPrefix"),
          "topologySpreadConstraints", List.of("topologyKey", "whenUnsatisfiable"));

  @Override
  public HasMetadata process(HasMetadata resource, String crdSpecVersion) {
    var crd = (CustomResourceDefinition) resource;
    crd.getSpec()
        .getVersions()
        .forEach(
            version -> {
              version
                  .getAdditionalPrinterColumns()
                  .sort(
                      Comparator.comparingInt(
                          (CustomResourceColumnDefinition column) ->
                              COLUMNS.indexOf(column.getName())));
              var schema = version.getSchema().getOpenAPIV3Schema();
              schema.setDescription(
                  "A three-tier application: HAProxy in front of web servers, application servers"
                      + " and a PostgreSQL database, each scaled, probed and repaired on its own.");
              schema.setRequired(List.of("spec"));
              complete("", schema);
            });
    return crd;
  }

  private static void complete(String name, JSONSchemaProps schema) {
    // A rule on a record's component is found twice: on its field and on its accessor.
    if (schema.getXKubernetesValidations() != null) {
      schema.setXKubernetesValidations(
          schema.getXKubernetesValidations().stream().distinct().toList());
    }
    var keys = KEYED_LISTS.get(name);
    // The generator reads the default {} into a record and writes its zeros and falses back.
    if ("object".equals(schema.getType()) && schema.getDefault() != null) {
      schema.setDefault(JsonNodeFactory.instance.objectNode());
    }
    if ("array".equals(schema.getType())) {
      var items = Objects.requireNonNull(schema.getItems()).getSchema();
      if (keys == null) {
        schema.setXKubernetesListType("atomic");
      } else {
        schema.setXKubernetesListType("map");
        schema.setXKubernetesListMapKeys(keys);
        items.setRequired(
            Stream.concat(items.getRequired().stream(), keys.stream()).distinct().toList());
      }
      complete("", items);
    }
    if ("conditions".equals(name)) {
      var condition = schema.getItems().getSchema().getProperties();
      Objects.requireNonNull(condition.get("lastTransitionTime")).setFormat("date-time");
    }
    if (schema.getProperties() != null) {
      schema.getProperties().forEach(CrdCompletion::complete);
    }
    if (schema.getAdditionalProperties() != null
        && schema.getAdditionalProperties().getSchema() != null) {
      complete("", schema.getAdditionalProperties().getSchema());
    }
  }
}

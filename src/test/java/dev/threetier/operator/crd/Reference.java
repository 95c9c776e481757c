package dev.threetier.operator.crd;

import static java.util.Map.entry;
import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import dev.threetier.operator.crd.CommittedCrd.Field;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The page that lists every field of the resource, made from the CRD. */
final class Reference {

  private static final String HEAD =
      """
      # Reference

      Every field of `ThreeTierApp` (`threetier.dev/v1alpha1`, short name `tta`), made from the [definition]\
      (../crds/threetierapps.threetier.dev-v1.yml). `kubectl explain tta.spec --recursive` shows the same in the terminal.

      """;

  /** Fields of core types, and the type's name in the API of Kubernetes. */
  private static final Map<String, String> CORE_TYPES =
      Map.ofEntries(
          entry("imagePullSecrets", "LocalObjectReference"),
          entry("resources", "ResourceRequirements"),
          entry("readiness", "Probe"),
          entry("liveness", "Probe"),
          entry("startup", "Probe"),
          entry("env", "EnvVar"),
          entry("envFrom", "EnvFromSource"),
          entry("tolerations", "Toleration"),
          entry("affinity", "Affinity"),
          entry("topologySpreadConstraints", "TopologySpreadConstraint"),
          entry("conditions", "Condition"));

  /** Objects that are the same in every tier, and stand once. */
  private static final List<String> SHARED = List.of("probes", "placement");

  /** The tiers from front to back, as they are thought of; other fields before them. */
  private static final List<String> TIERS =
      List.of("loadBalancer", "web", "application", "database");

  private static final Pattern DEFAULT = Pattern.compile(" Defaults?: (.*)\\.$");

  private final StringBuilder text = new StringBuilder(HEAD);
  private final Map<String, Field> shared = new LinkedHashMap<>();
  private final Map<String, List<Field>> core = new TreeMap<>();

  private Reference() {}

  static String of(Field resource) {
    var reference = new Reference();
    reference.refusals(resource.rules().stream());
    resource.fields().forEach(reference::object);
    List.copyOf(reference.shared.values()).forEach(reference::object);
    reference.coreTypes();
    return reference.text.toString().stripTrailing() + "\n";
  }

  /** A section for an object, and after it those for the objects in it. */
  private void object(Field object) {
    text.append("## ").append(title(object)).append("\n\n");
    if (!shared.containsValue(object)) {
      text.append(object.description()).append("\n\n");
    }
    text.append("| field | type | default | bounds | |\n|---|---|---|---|---|\n");
    var fields = ordered(content(object).fields());
    fields.forEach(field -> text.append(row(object, field)));
    text.append('\n');
    rules(object, fields);
    fields.forEach(this::remember);
    fields.stream().filter(Reference::hasSection).forEach(this::object);
  }

  private static List<Field> ordered(List<Field> fields) {
    return fields.stream()
        .sorted(Comparator.comparingInt(field -> TIERS.indexOf(field.name())))
        .toList();
  }

  private static String title(Field object) {
    return SHARED.contains(object.name()) ? object.name() : object.path();
  }

  private static boolean hasSection(Field field) {
    return content(field).has("properties")
        && !CORE_TYPES.containsKey(field.name())
        && !SHARED.contains(field.name());
  }

  /** Types that have a section further down. */
  private void remember(Field field) {
    if (SHARED.contains(field.name())) {
      shared.putIfAbsent(field.name(), field);
    }
    if (CORE_TYPES.containsKey(field.name())) {
      core.computeIfAbsent(CORE_TYPES.get(field.name()), _ -> new ArrayList<>()).add(field);
    }
  }

  private static String row(Field object, Field field) {
    return "| `%s` | %s | %s | %s | %s |\n"
        .formatted(
            field.name(),
            type(field),
            isRequired(object, field) ? "**required**" : defaultOf(field),
            bounds(field),
            cell(DEFAULT.matcher(field.description()).replaceFirst("")));
  }

  private static boolean isRequired(Field object, Field field) {
    return CommittedCrd.elements(content(object).schema().path("required"))
        .anyMatch(name -> name.asText().equals(field.name()));
  }

  private static String type(Field field) {
    var content = content(field);
    var name = typeName(content, field);
    return switch (field.type()) {
      case "array" -> "list of " + name;
      case "object" -> field.has("additionalProperties") ? "map to " + name : name;
      default -> name;
    };
  }

  private static String typeName(Field content, Field field) {
    if (CORE_TYPES.containsKey(field.name())) {
      var core = CORE_TYPES.get(field.name());
      return "[%s](#%s)".formatted(core, anchor(core));
    }
    if (content.has("properties")) {
      return "[object](#%s)".formatted(anchor(title(field)));
    }
    if (content.has("enum")) {
      return CommittedCrd.elements(content.schema().get("enum"))
          .map(value -> "`" + value.asText() + "`")
          .collect(joining(", "));
    }
    return content.type();
  }

  /** As GitHub makes one of a heading. */
  private static String anchor(String title) {
    return title.toLowerCase(Locale.ROOT).replace(".", "");
  }

  private static String defaultOf(Field field) {
    var value = field.schema().path("default");
    if (value.isValueNode() && !value.isMissingNode()) {
      return "`" + value.asText() + "`";
    }
    var matcher = DEFAULT.matcher(field.description());
    return matcher.find() ? cell(matcher.group(1)) : "";
  }

  private static String bounds(Field field) {
    var content = content(field);
    var bounds = new ArrayList<String>();
    if (!content.equals(field)) {
      range(field, "minItems", "maxItems").map(range -> range + " entries").ifPresent(bounds::add);
      range(field, "minProperties", "maxProperties")
          .map(range -> range + " entries")
          .ifPresent(bounds::add);
    }
    range(content, "minimum", "maximum").ifPresent(bounds::add);
    range(content, "minLength", "maxLength")
        .map(range -> range + " characters")
        .ifPresent(bounds::add);
    return String.join(", of ", bounds);
  }

  private static Optional<String> range(Field field, String least, String most) {
    var from = number(field.schema().path(least));
    var to = number(field.schema().path(most));
    if (to.isEmpty()) {
      return from.map(number -> "at least " + number);
    }
    return Optional.of(from.map(number -> number + " to ").orElse("at most ") + to.get());
  }

  private static Optional<String> number(JsonNode bound) {
    return bound.isNumber()
        ? Optional.of(BigDecimal.valueOf(bound.asDouble()).stripTrailingZeros().toPlainString())
        : Optional.empty();
  }

  private void rules(Field object, List<Field> fields) {
    var own = shared.containsValue(object) ? Stream.<String>of() : content(object).rules().stream();
    refusals(
        Stream.concat(
            own,
            fields.stream()
                .filter(field -> !hasSection(field) && !CORE_TYPES.containsKey(field.name()))
                .flatMap(
                    field ->
                        field.rules().stream().map(rule -> "`" + field.name() + "`: " + rule))));
  }

  private void refusals(Stream<String> rules) {
    var list = rules.map(rule -> "- " + rule + "\n").collect(joining());
    if (!list.isEmpty()) {
      text.append("Refused otherwise, with these words:\n\n").append(list).append('\n');
    }
  }

  private void coreTypes() {
    text.append(
        """
        ## Core types

        Types of the core API, with its fields, and with bounds and rules that `kubectl explain` shows.

        """);
    core.forEach(this::coreType);
  }

  private void coreType(String type, List<Field> uses) {
    text.append("### ").append(type).append("\n\n");
    text.append("`kubectl explain tta.%s --recursive`\n\n".formatted(uses.getFirst().path()));
    refusals(
        uses.stream()
            .flatMap(Field::withAllBelow)
            .flatMap(field -> field.rules().stream())
            .distinct());
  }

  /** What a list or map holds; the field itself if it is neither. */
  private static Field content(Field field) {
    return Stream.of("items", "additionalProperties")
        .filter(field::has)
        .map(kind -> new Field(field.path(), field.name(), field.schema().get(kind)))
        .findFirst()
        .orElse(field);
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}

package dev.threetier.operator.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.threetier.operator.api.cloudnativepg.PostgresqlCluster;
import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.blueprint.Backups;
import dev.threetier.operator.blueprint.Labels;
import dev.threetier.operator.blueprint.Login;
import dev.threetier.operator.blueprint.Reference;
import dev.threetier.operator.blueprint.References;
import dev.threetier.operator.blueprint.Rotation;
import dev.threetier.operator.blueprint.Tier;
import dev.threetier.operator.fixture.Apps;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A file that says what a cluster holds of an application, and which conditions that amounts to.
 * What it does not mention is available, and the conditions of tiers that are so are left out.
 */
record StatusCase(String name, JsonNode content) {

  private static final Path ROOT = Path.of("src/test/resources/status");
  private static final Set<String> FIELDS =
      Set.of(
          "spec",
          "deployments",
          "pods",
          "missing",
          "pageFaults",
          "certificateFault",
          "initialSqlFault",
          "failures",
          "volume",
          "volumeEvents",
          "ingress",
          "route",
          "gatewayApi",
          "gatewayFault",
          "reloads",
          "rotation",
          "external",
          "cloudNativePg",
          "conditions");

  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  static List<StatusCase> all() {
    try (var files = Files.list(ROOT)) {
      return files.sorted().map(StatusCase::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static StatusCase read(Path file) {
    try {
      var content = SERIALIZATION.unmarshal(Files.readString(file), JsonNode.class);
      content.fieldNames().forEachRemaining(field -> check(FIELDS.contains(field), file, field));
      return new StatusCase(file.getFileName().toString(), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void check(boolean known, Path file, String field) {
    if (!known) {
      throw new IllegalArgumentException("%s: what is %s?".formatted(file, field));
    }
  }

  ThreeTierApp app() {
    return content.path("spec") instanceof ObjectNode spec
        ? Apps.withSpec(List.of(spec))
        : Apps.minimal();
  }

  Observed observed() {
    var observed = new ObservedBuilder(app());
    for (var deployment : content.path("deployments").properties()) {
      var tier = tier(deployment.getKey());
      if (deployment.getValue().isNull()) {
        observed.without(tier);
      } else {
        change(observed.deployment(tier), deployment.getValue());
      }
    }
    for (var pods : content.path("pods").properties()) {
      for (var pod : pods.getValue()) {
        if (pods.getKey().equals(Backups.COMPONENT)) {
          observed.withBackup(pod(pod));
        } else {
          observed.with(tier(pods.getKey()), pod(pod));
        }
      }
    }
    if (content.has("volume")) {
      observed.with(SERIALIZATION.convertValue(content.get("volume"), PersistentVolumeClaim.class));
    }
    content
        .path("volumeEvents")
        .forEach(event -> observed.with(SERIALIZATION.convertValue(event, Event.class)));
    if (content.has("ingress")) {
      observed.with(SERIALIZATION.convertValue(content.get("ingress"), Ingress.class));
    }
    if (content.has("route")) {
      observed.with(SERIALIZATION.convertValue(content.get("route"), HTTPRoute.class));
    }
    if (!content.path("gatewayApi").asBoolean(true)) {
      observed.withoutGatewayApi();
    }
    if (content.has("gatewayFault")) {
      observed.withGatewayFault(content.path("gatewayFault").asText());
    }
    content.path("missing").forEach(name -> observed.missing(reference(name.asText())));
    content
        .path("reloads")
        .forEach(
            reload ->
                observed.with(
                    new Reload(
                        tier(reload.path("tier").asText("lb")),
                        reload.path("pod").asText(),
                        Optional.ofNullable(reload.path("refusal").asText(null)))));
    if (content.has("rotation")) {
      observed.with(rotating(content.get("rotation")));
    }
    if (content.has("external")) {
      observed.with(
          new Observed.External(
              Optional.ofNullable(content.path("external").path("endpoint").asText(null)),
              Optional.ofNullable(content.path("external").path("fault").asText(null))));
    }
    if (content.has("cloudNativePg")) {
      var known = content.get("cloudNativePg");
      observed.with(
          new Observed.CloudNativePg(
              known.path("served").asBoolean(true),
              Optional.ofNullable(known.path("fault").asText(null)),
              Optional.ofNullable(known.get("cluster"))
                  .map(cluster -> SERIALIZATION.convertValue(cluster, PostgresqlCluster.class))));
    }
    content.path("pageFaults").forEach(fault -> observed.withPageFault(fault.asText()));
    if (content.has("certificateFault")) {
      observed.withCertificateFault(content.path("certificateFault").asText());
    }
    if (content.has("initialSqlFault")) {
      observed.withInitialSqlFault(content.path("initialSqlFault").asText());
    }
    content.path("failures").forEach(failure -> observed.with(failure(failure)));
    return observed.build();
  }

  String conditions() {
    return content.path("conditions").asText();
  }

  @Override
  public String toString() {
    return name;
  }

  private static void change(Deployment deployment, JsonNode status) {
    var changed = SERIALIZATION.convertValue(deployment.getStatus(), ObjectNode.class);
    changed.setAll((ObjectNode) status);
    deployment.setStatus(SERIALIZATION.convertValue(changed, DeploymentStatus.class));
  }

  /** A pod's status, with what is needed of its metadata. */
  private static Pod pod(JsonNode pod) {
    var status = JsonNodeFactory.instance.objectNode().setAll((ObjectNode) pod);
    return new PodBuilder()
        .withNewMetadata()
        .withName(pod.path("name").asText())
        .withUid(pod.path("name").asText())
        .withDeletionTimestamp(pod.path("deletionTimestamp").asText(null))
        .addNewManagedField()
        .withSubresource("status")
        .withTime(pod.path("statusWritten").asText("2026-01-01T11:00:00Z"))
        .endManagedField()
        .endMetadata()
        .withStatus(SERIALIZATION.convertValue(status, PodStatus.class))
        .build();
  }

  private static Rotating rotating(JsonNode rotation) {
    return new Rotating(
        new Rotation(
            Login.valueOf(rotation.path("login").asText()),
            Rotation.Step.valueOf(rotation.path("step").asText()),
            "1a2b",
            "",
            Set.of("request"),
            "",
            true,
            false),
        Optional.ofNullable(rotation.path("said").asText(null)));
  }

  private Reference reference(String name) {
    return References.of(app()).stream()
        .filter(reference -> reference.toString().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static WriteFailure failure(JsonNode failure) {
    return new WriteFailure(
        tier(failure.path("tier").asText()),
        failure.path("kind").asText(),
        Reason.valueOf(failure.path("reason").asText()),
        failure.path("message").asText());
  }

  private static Tier tier(String component) {
    return Tier.of(Map.of(Labels.COMPONENT, component)).orElseThrow();
  }
}

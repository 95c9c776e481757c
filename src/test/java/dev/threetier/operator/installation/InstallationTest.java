package dev.threetier.operator.installation;

import static dev.threetier.operator.installation.Tools.CHART;
import static dev.threetier.operator.installation.Tools.CONFIG;
import static dev.threetier.operator.installation.Tools.kustomize;
import static dev.threetier.operator.installation.Tools.template;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chart and {@code config/} are two ways to the same installation. */
class InstallationTest {

  private static final String DEPLOYMENT = "Deployment threetier-system/threetier-operator";
  private static final String CRD = "CustomResourceDefinition threetierapps.threetier.dev";

  /** Made by {@code helm install --create-namespace}, not by the chart. */
  private static final String NAMESPACE = "Namespace threetier-system";

  /** What Helm writes for itself, and config/ has not. */
  private static final Set<String> HELMS_OWN =
      Set.of(
          " .metadata.labels.helm.sh/chart: ",
          " .metadata.labels.app.kubernetes.io/managed-by: ",
          CRD + " .metadata.annotations: ");

  private static final Path VALUES =
      Path.of("src/test/resources/dev/threetier/operator/installation").toAbsolutePath();

  @Test
  void theChartAndConfigInstallTheSameObjects() throws Exception {
    var chart = Manifests.parse(template(CHART).call());

    var config = kustomize(CONFIG.resolve("default"));

    var onlyByConfig = new HashSet<>(config.objects().keySet());
    onlyByConfig.removeAll(chart.objects().keySet());
    assertThat(onlyByConfig).containsExactly(NAMESPACE);
    assertThat(config.objects().keySet()).containsAll(chart.objects().keySet());
    assertThat(chart.differences(config)).filteredOn(line -> !isHelmsOwn(line)).isEmpty();
  }

  @Test
  void theServiceMonitorsAreTheSame() throws Exception {
    var chart =
        Manifests.parse(template(CHART).set("metrics.serviceMonitor.enabled", true).call())
            .get("ServiceMonitor threetier-system/threetier-operator");

    var config =
        kustomize(CONFIG.resolve("prometheus"))
            .get("ServiceMonitor threetier-system/threetier-operator");

    assertThat(chart.path("spec")).isEqualTo(config.path("spec"));
  }

  @Test
  void uninstallingKeepsTheDefinitionAndWithItTheApplications() {
    var crd = Manifests.parse(template(CHART).call()).get(CRD);

    assertThat(crd.at("/metadata/annotations/helm.sh~1resource-policy").asText()).isEqualTo("keep");
  }

  @Test
  void aPackagedChartIsWhole(@TempDir Path directory) throws Exception {
    new Helm(CHART).packageIt().withDestination(directory).call();

    try (var files = Files.list(directory)) {
      var packaged = Manifests.parse(template(files.findFirst().orElseThrow()).call());
      var chart = Manifests.parse(template(CHART).call());
      assertThat(packaged).isEqualTo(chart);
    }
  }

  @Test
  void everyValueArrives() {
    var manifests =
        Manifests.parse(template(CHART).withValuesFile(VALUES.resolve("all.yaml")).call());

    var deployment = manifests.get(DEPLOYMENT);
    var pod = deployment.at("/spec/template/spec");
    var container = pod.at("/containers/0");
    assertThat(deployment.at("/spec/replicas").asInt()).isEqualTo(2);
    assertThat(container.path("image").asText())
        .isEqualTo("registry.example.com/operator@sha256:" + "0".repeat(64));
    assertThat(container.path("imagePullPolicy").asText()).isEqualTo("Always");
    assertThat(pod.at("/imagePullSecrets/0/name").asText()).isEqualTo("registry");
    assertThat(pod.path("serviceAccountName").asText()).isEqualTo("tiers");
    assertThat(pod.path("priorityClassName").asText()).isEqualTo("system-cluster-critical");
    assertThat(pod.at("/nodeSelector/kubernetes.io~1os").asText()).isEqualTo("linux");
    assertThat(pod.at("/tolerations/0/key").asText()).isEqualTo("example.com/operators");
    assertThat(pod.at("/affinity/podAntiAffinity").isObject()).isTrue();
    assertThat(pod.at("/topologySpreadConstraints/0/maxSkew").asInt()).isEqualTo(1);
    assertThat(pod.at("/securityContext/runAsUser").isMissingNode()).isTrue();
    assertThat(container.at("/resources/limits/memory").asText()).isEqualTo("300Mi");
    assertThat(deployment.at("/spec/template/metadata/annotations/example.com~1note").asText())
        .isEqualTo("noted");
    assertThat(deployment.at("/spec/template/metadata/labels/example.com~1team").asText())
        .isEqualTo("platform");
    assertThat(environment(container))
        .containsEntry("THREETIER_IMAGES_HAPROXY", "registry.example.com/haproxy:3.0")
        .containsEntry("THREETIER_IMAGES_NGINX", "registry.example.com/nginx:1.28")
        .containsEntry("THREETIER_IMAGES_RCLONE", "registry.example.com/rclone:1.71")
        .containsEntry("THREETIER_IMAGES_POSTGRESQL_16", "registry.example.com/postgres:16")
        .containsEntry("THREETIER_IMAGES_POSTGRESQL_17", "registry.example.com/postgres:17")
        .containsEntry("THREETIER_IMAGES_CLOUD_NATIVE_PG_17", "registry.example.com/cnpg:17")
        .containsEntry("THREETIER_CLUSTER_DOMAIN", "example.internal")
        .containsEntry("QUARKUS_LOG_LEVEL", "DEBUG");
    assertThat(manifests.get("ServiceAccount threetier-system/tiers").at("/metadata/annotations"))
        .hasSize(1);
    assertThat(
            manifests
                .get("PodDisruptionBudget threetier-system/threetier-operator")
                .at("/spec/maxUnavailable")
                .asInt())
        .isEqualTo(1);
    var monitor = manifests.get("ServiceMonitor threetier-system/threetier-operator");
    assertThat(monitor.at("/spec/endpoints/0/interval").asText()).isEqualTo("10s");
    assertThat(monitor.at("/metadata/labels/release").asText()).isEqualTo("prometheus");
    assertThat(
            manifests.get("ClusterRoleBinding threetier-operator").at("/subjects/0/name").asText())
        .isEqualTo("tiers");
  }

  @Test
  void withWatchedNamespacesTheOperatorHasTheSameRightsThereAndNoClusterRole() {
    var everywhere = Manifests.parse(template(CHART).call());

    var limited =
        Manifests.parse(template(CHART).withValuesFile(VALUES.resolve("namespaces.yaml")).call());

    var rules = everywhere.get("ClusterRole threetier-operator").path("rules");
    assertThat(limited.get("Role shop/threetier-operator").path("rules")).isEqualTo(rules);
    assertThat(limited.get("Role orders/threetier-operator").path("rules")).isEqualTo(rules);
    assertThat(
            limited.get("RoleBinding shop/threetier-operator").at("/subjects/0/namespace").asText())
        .isEqualTo("threetier-system");
    assertThat(limited.objects().keySet())
        .contains("RoleBinding orders/threetier-operator")
        .doesNotContain("ClusterRole threetier-operator", "ClusterRoleBinding threetier-operator");
    assertThat(environment(limited.get(DEPLOYMENT).at("/spec/template/spec/containers/0")))
        .containsEntry("THREETIER_WATCH_NAMESPACES", "shop,orders");
  }

  @Test
  void whatIsSwitchedOffIsNotThere() {
    var manifests =
        Manifests.parse(template(CHART).withValuesFile(VALUES.resolve("nothing.yaml")).call());

    assertThat(manifests.objects()).containsOnlyKeys(DEPLOYMENT);
  }

  private static boolean isHelmsOwn(String difference) {
    return difference.endsWith(", nothing") && HELMS_OWN.stream().anyMatch(difference::contains);
  }

  private static Map<String, String> environment(JsonNode container) {
    var variables = new TreeMap<String, String>();
    StreamSupport.stream(container.path("env").spliterator(), false)
        .forEach(
            variable ->
                variables.put(variable.path("name").asText(), variable.path("value").asText()));
    return variables;
  }
}

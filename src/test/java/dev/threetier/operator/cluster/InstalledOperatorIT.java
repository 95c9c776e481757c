package dev.threetier.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The operator as it is delivered: its image, installed by its chart, with no more rights. */
@ResourceLock(OptionalDefinition.HTTP_ROUTES)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class InstalledOperatorIT extends OperatorTest {

  private static final String RELEASE = "threetier-operator";

  private final OptionalDefinition definition = OptionalDefinition.ofHttpRoutes();
  private String operatorNamespace;

  @Override
  @BeforeAll
  void startOperator() {
    client = new KubernetesClientBuilder().withConfig(TestCluster.config()).build();
    namespace = createNamespace("installed");
    operatorNamespace = createNamespace("threetier-system");
    var image = Images.operator();
    var tag = image.lastIndexOf(':');
    var install =
        new Helm(Path.of("helm/threetier-operator"))
            .install()
            .withName(RELEASE)
            .withNamespace(operatorNamespace)
            .withKubeConfigContents(kubeconfig(TestCluster.config()))
            .withValuesFile(values(image.substring(0, tag), image.substring(tag + 1)));
    install.call();
  }

  @Override
  @AfterAll
  void stopOperator() {
    definition.remove(client);
    client.namespaces().withName(operatorNamespace).delete();
    client.namespaces().withName(namespace).delete();
    client.close();
  }

  @Test
  @Order(1)
  void bringsTheSampleUp() throws Exception {
    apply(minimal("guestbook"));

    awaitReady("guestbook");

    try (var http = new Http(client, namespace, "guestbook")) {
      assertThat(http.get("/").statusCode()).isEqualTo(200);
      assertThat(
              http.post("/api/entries", "{\"author\": \"me\", \"message\": \"hello\"}")
                  .statusCode())
          .isEqualTo(201);
    }
  }

  @Test
  @Order(2)
  void nothingMovesWhenItIsKilled() throws Exception {
    await().atMost(READY_IN).until(() -> readyOperators().size() == 2);
    TimeUnit.SECONDS.sleep(5);
    var versions = resourceVersions("guestbook");
    var killed = uids(operators());

    client.pods().inNamespace(operatorNamespace).withGracePeriod(0).delete();

    await()
        .atMost(READY_IN)
        .until(
            () ->
                readyOperators().size() == 2
                    && uids(operators()).stream().noneMatch(killed::contains));
    assertThat(resourceVersions("guestbook")).isEqualTo(versions);
  }

  @Test
  @Order(3)
  void anotherReplicaTakesOverFromTheLeader() {
    var leader = leader();

    client.pods().inNamespace(operatorNamespace).withName(leader).withGracePeriod(0).delete();

    await().atMost(Duration.ofMinutes(1)).until(() -> !leader().equals(leader));
    var service = get(Service.class, "guestbook-app").getMetadata().getUid();
    resource(Service.class, "guestbook-app").delete();
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(get(Service.class, "guestbook-app").getMetadata().getUid())
                    .isNotEqualTo(service));
  }

  /** Whose definition is in no namespace. */
  @Test
  @Order(4)
  void takesTheGatewayApiUp() {
    definition.assumeMissing(client);
    apply(
        minimal("guestbook")
            .replace(
                "loadBalancer: {",
                "loadBalancer: {httpRoute: {parentRefs: [{name: public}], hostnames:"
                    + " [shop.example.com]}, "));
    awaitReason("guestbook", "HTTPRouteReady", "GatewayApiMissing");

    definition.install(client);

    await().atMost(TOLD_IN).until(() -> resource(HTTPRoute.class, "guestbook-lb").get() != null);
    apply(minimal("guestbook"));
    await().atMost(TOLD_IN).until(() -> resource(HTTPRoute.class, "guestbook-lb").get() == null);
  }

  @Test
  @Order(5)
  void itsRightsSuffice() {
    assertThat(operators())
        .allSatisfy(
            pod ->
                assertThat(client.pods().resource(pod).getLog())
                    .doesNotContain("forbidden")
                    .doesNotContain(" ERROR "));
  }

  private String leader() {
    return client
        .leases()
        .inNamespace(operatorNamespace)
        .withName(RELEASE)
        .get()
        .getSpec()
        .getHolderIdentity();
  }

  private List<Pod> operators() {
    return client.pods().inNamespace(operatorNamespace).list().getItems();
  }

  private List<Pod> readyOperators() {
    return operators().stream()
        .filter(
            pod ->
                pod.getStatus().getConditions().stream()
                    .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True")))
        .toList();
  }

  /** As a file, in which a tag of digits stays a string. */
  private Path values(String repository, String tag) {
    var values =
        Map.of(
            "crds", Map.of("install", false),
            "replicas", 2,
            "watchNamespaces", List.of(namespace),
            "image", Map.of("repository", repository, "tag", tag),
            "images",
                Map.of(
                    "haproxy", Images.fromEnvironment("THREETIER_IMAGES_HAPROXY"),
                    "nginx", Images.fromEnvironment("THREETIER_IMAGES_NGINX"),
                    "postgresql",
                        Map.of("17", Images.fromEnvironment("THREETIER_IMAGES_POSTGRESQL_17"))));
    try {
      var file = Files.createTempFile("values", ".yaml");
      return Files.writeString(file, Serialization.asYaml(values));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What Helm takes: the same connection as a file would hold it. */
  private static String kubeconfig(Config config) {
    return Serialization.asYaml(
        Map.of(
            "apiVersion",
            "v1",
            "kind",
            "Config",
            "current-context",
            "default",
            "clusters",
            named(
                "cluster",
                Map.of(
                    "server",
                    config.getMasterUrl(),
                    "certificate-authority-data",
                    config.getCaCertData())),
            "users",
            named(
                "user",
                Map.of(
                    "client-certificate-data",
                    config.getClientCertData(),
                    "client-key-data",
                    config.getClientKeyData())),
            "contexts",
            named("context", Map.of("cluster", "default", "user", "default"))));
  }

  private static List<Map<String, Object>> named(String kind, Map<String, String> content) {
    return List.of(Map.of("name", "default", kind, content));
  }
}

package dev.threetier.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import dev.threetier.operator.api.v1alpha1.TierStatus;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** One application from its creation to its end: it serves, and it keeps what was written. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ApplicationIT extends OperatorTest {

  private static final String PAGE = "<h1>The shop</h1>";

  /**
   * Kills every process of the server but the first, which only the node could. Some end by
   * themselves before their turn comes.
   */
  static final String KILL_SERVER =
      "for pid in $(grep -l '^PPid:.1$' /proc/[0-9]*/status | cut -d/ -f3); do kill -9 $pid &&"
          + " killed=$pid; done; [ -n \"$killed\" ]";

  @BeforeAll
  void createContent() {
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("page")
                .withNamespace(namespace)
                .endMetadata()
                .withData(Map.of("index.html", PAGE))
                .build())
        .create();
  }

  @Test
  @Order(1)
  void becomesReadyAndTellsSo() {
    apply(shop());

    var status = awaitReady("shop").getStatus();

    assertThat(status.tiers())
        .extracting(TierStatus::name, TierStatus::summary)
        .containsExactly(
            tuple("LoadBalancer", "2/2"),
            tuple("Web", "2/2"),
            tuple("Application", "2/2"),
            tuple("Database", "1/1"));
    assertThat(status.tiers()).allSatisfy(tier -> assertThat(tier.nodes()).hasSize(1));
    assertThat(status.url()).isEqualTo("http://shop-lb." + namespace + ".svc");
    assertThat(status.conditions())
        .filteredOn(c -> c.getType().endsWith("Ready"))
        .hasSize(5)
        .allSatisfy(c -> assertThat(c.getStatus()).isEqualTo("True"));
  }

  @Test
  @Order(2)
  void servesThePageAndTheApiThroughHaproxy() throws Exception {
    try (var http = new Http(client, namespace, "shop")) {
      assertThat(http.get("/").body()).isEqualTo(PAGE);
      assertThat(http.get("/apix").statusCode()).isEqualTo(404);
      assertThat(http.post("/api/entries", entry("first")).statusCode()).isEqualTo(201);
      assertThat(http.get("/api/entries").body()).contains("first");
    }
  }

  @Test
  @Order(3)
  void keepsWhatWasWrittenWhenTheDatabaseServerIsKilled() throws Exception {
    write("before-kill");

    try (var exec =
        client
            .pods()
            .resource(pods("shop", "db").getFirst())
            .inContainer("db")
            .exec("sh", "-c", KILL_SERVER)) {
      assertThat(exec.exitCode().get(30, TimeUnit.SECONDS)).isZero();
    }

    awaitEntry("before-kill");
  }

  @Test
  @Order(4)
  void keepsWhatWasWrittenWhenTheDatabasePodIsDeleted() throws Exception {
    write("before-delete");
    var pod = pods("shop", "db").getFirst();

    client.resource(pod).delete();

    await()
        .atMost(READY_IN)
        .until(() -> !uids(pods("shop", "db")).contains(pod.getMetadata().getUid()));
    awaitReady("shop");
    awaitEntry("before-delete");
  }

  @Test
  @Order(5)
  void aChangedPageRollsTheWebTierOnly() throws Exception {
    var application = uids(pods("shop", "app"));
    var database = uids(pods("shop", "db"));
    var loadBalancer = uids(pods("shop", "lb"));
    var web = uids(pods("shop", "web"));

    client
        .configMaps()
        .inNamespace(namespace)
        .withName("page")
        .edit(map -> new ConfigMapBuilder(map).addToData("index.html", "<h1>New</h1>").build());

    await()
        .atMost(READY_IN)
        .untilAsserted(
            () -> assertThat(uids(pods("shop", "web"))).doesNotContainAnyElementsOf(web));
    awaitReady("shop");
    // The old pods serve what they have while they drain.
    awaitAnswer("/", "<h1>New</h1>");
    assertThat(uids(pods("shop", "app"))).isEqualTo(application);
    assertThat(uids(pods("shop", "db"))).isEqualTo(database);
    assertThat(uids(pods("shop", "lb"))).isEqualTo(loadBalancer);
  }

  @Test
  @Order(6)
  void eachTierIsScaledAlone() {
    for (var tier : List.of("loadBalancer", "web", "application")) {
      var component = Map.of("loadBalancer", "lb", "web", "web", "application", "app").get(tier);
      var database = uids(pods("shop", "db"));

      apply(shop().replace(tier + ": {", tier + ": {replicas: 3, "));

      awaitReady("shop");
      assertThat(pods("shop", component)).hasSize(3);
      for (var other : List.of("lb", "web", "app")) {
        if (!other.equals(component)) {
          assertThat(get(Deployment.class, "shop-" + other).getSpec().getReplicas()).isEqualTo(2);
        }
      }
      assertThat(uids(pods("shop", "db"))).isEqualTo(database);
      apply(shop());
      awaitReady("shop");
    }
  }

  @Test
  @Order(7)
  void aSecondServerOnTheVolumeIsRefused() throws Exception {
    var pod = pods("shop", "db").getFirst();

    try (var exec =
        client
            .pods()
            .resource(pod)
            .inContainer("db")
            .exec(
                "sh",
                "-c",
                "flock --no-fork --nonblock --conflict-exit-code 75 /data/.lock true")) {
      assertThat(exec.exitCode().get(30, TimeUnit.SECONDS)).isEqualTo(75);
    }
  }

  @Test
  @Order(8)
  void aLostSecretIsMadeAnewAndTheDatabaseFollows() throws Exception {
    write("before-secret");
    var before = get(Secret.class, "shop-db").getData().get("password");

    resource(Secret.class, "shop-db").delete();

    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(get(Secret.class, "shop-db").getData().get("password"))
                    .isNotEqualTo(before));
    awaitCondition("shop", "Ready", TOLD_IN, c -> c.getStatus().equals("False"));
    awaitReady("shop");
    awaitEntry("before-secret");
  }

  @Test
  @Order(9)
  void aNewApplicationOfTheSameNameTakesTheRetainedDataUp() throws Exception {
    write("before-the-end");
    var volume = get(PersistentVolumeClaim.class, "shop-db").getMetadata().getUid();

    app("shop").delete();

    await()
        .atMost(READY_IN)
        .until(
            () -> client.resources(Pod.class).inNamespace(namespace).list().getItems().isEmpty());
    assertThat(client.resources(Deployment.class).inNamespace(namespace).list().getItems())
        .isEmpty();
    assertThat(get(PersistentVolumeClaim.class, "shop-db").getMetadata().getUid())
        .isEqualTo(volume);
    apply(shop());
    awaitReady("shop");
    awaitEntry("before-the-end");
  }

  @Test
  @Order(10)
  void nothingIsLeftWhenThePolicyIsDelete() {
    apply(shop().replace("spec:", "spec:\n  deletionPolicy: Delete"));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                !get(PersistentVolumeClaim.class, "shop-db")
                    .getMetadata()
                    .getOwnerReferences()
                    .isEmpty());

    app("shop").delete();

    await()
        .atMost(READY_IN)
        .untilAsserted(
            () -> {
              assertThat(resource(PersistentVolumeClaim.class, "shop-db").get()).isNull();
              assertThat(resource(Secret.class, "shop-db").get()).isNull();
              assertThat(resource(Secret.class, "shop-db-superuser").get()).isNull();
            });
  }

  private static String shop() {
    return """
    apiVersion: threetier.dev/v1alpha1
    kind: ThreeTierApp
    metadata: {name: shop}
    spec:
      loadBalancer: {port: 8080}
      web: {content: {configMapName: page}}
      application: {image: "%s"}
      database: {storage: {size: 1Gi}}
    """
        .formatted(Images.sample());
  }

  private void write(String message) throws Exception {
    try (var http = new Http(client, namespace, "shop")) {
      assertThat(http.post("/api/entries", entry(message)).statusCode()).isEqualTo(201);
    }
  }

  private void awaitEntry(String message) {
    awaitAnswer("/api/entries", message);
  }

  private void awaitAnswer(String path, String part) {
    await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              try (var http = new Http(client, namespace, "shop")) {
                assertThat(http.get(path).body()).contains(part);
              }
            });
  }

  private static String entry(String message) {
    return "{\"author\": \"test\", \"message\": \"%s\"}".formatted(message);
  }
}

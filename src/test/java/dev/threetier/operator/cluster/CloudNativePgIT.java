package dev.threetier.operator.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import dev.threetier.operator.api.cloudnativepg.ClusterStatus;
import dev.threetier.operator.api.cloudnativepg.PostgresqlCluster;
import dev.threetier.operator.api.cloudnativepg.ScheduledBackup;
import dev.threetier.operator.fixture.TestFiles;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * What becomes of a Cluster in an application's life, one after the other. The definition is
 * CloudNativePG's; its part is played by the tests, and no server runs.
 */
@ResourceLock(OptionalDefinition.CLUSTERS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CloudNativePgIT extends OperatorTest {

  private static final String HEALTHY = "Cluster in healthy state";

  private final OptionalDefinition clusters = OptionalDefinition.ofClusters();
  private final OptionalDefinition scheduledBackups = OptionalDefinition.ofScheduledBackups();

  @BeforeAll
  void beginWithoutCloudNativePg() {
    clusters.assumeMissing(client);
    scheduledBackups.assumeMissing(client);
  }

  @AfterAll
  void removeWhatIsTheClusters() {
    clusters.remove(client);
    scheduledBackups.remove(client);
  }

  @Test
  @Order(1)
  void aClusterWithoutCloudNativePgIsTold() {
    apply(shop("Retain"));

    var app = awaitReason("shop", "DatabaseReady", "CloudNativePGMissing");
    assertThat(message(app, "DatabaseReady")).contains("install");
  }

  @Test
  @Order(2)
  void cloudNativePgIsTakenUpWhenItComes() {
    clusters.install(client);
    scheduledBackups.install(client);

    var app = awaitReason("shop", "DatabaseReady", "Waiting");
    assertThat(message(app, "DatabaseReady")).contains("has not answered to Cluster shop-db");
    var cluster = get(PostgresqlCluster.class, "shop-db");
    assertThat(cluster.getMetadata().getOwnerReferences()).as("retained").isEmpty();
    assertThat(cluster.getSpec().instances()).isEqualTo(2);
    assertThat(resource(ServiceAccount.class, "shop-db").get())
        .as("which CloudNativePG needs, with a token")
        .isNull();
  }

  @Test
  @Order(3)
  void whatCloudNativePgSaysIsTold() {
    tell("Setting up primary", "Creating primary instance shop-db-1", 0);

    var app = awaitReason("shop", "DatabaseReady", "ClusterNotReady");
    assertThat(message(app, "DatabaseReady"))
        .isEqualTo(
            "Cluster shop-db: Setting up primary: Creating primary instance shop-db-1; 0 of 2"
                + " servers are ready");
    assertThat(pods("shop", "app")).isEmpty();
  }

  @Test
  @Order(4)
  void theApplicationGetsItsConnection() {
    writeSecret("made-by-it");
    tell(HEALTHY, "", 2);

    var app = awaitReady("shop");

    assertThat(message(app, "DatabaseReady"))
        .isEqualTo("Cluster shop-db: 2 of 2 servers are ready");
    assertThat(app.getStatus().database().endpoint()).isEqualTo("shop-db-rw:5432");
    assertThat(app.getStatus().tiers().getLast().summary()).isEqualTo("2/2");
    assertThat(connection())
        .containsEntry("host", "shop-db-rw")
        .containsEntry("password", "made-by-it")
        .containsEntry("jdbc-url", "jdbc:postgresql://shop-db-rw:5432/app");
  }

  @Test
  @Order(5)
  void aChangedPasswordRollsTheApplication() {
    var before = uids(pods("shop", "app"));

    writeSecret("another-one");

    awaitCondition("shop", "ApplicationReady", TOLD_IN, c -> c.getStatus().equals("False"));
    awaitReady("shop");
    assertThat(uids(pods("shop", "app"))).doesNotContainAnyElementsOf(before);
    assertThat(connection()).containsEntry("password", "another-one");
  }

  @Test
  @Order(6)
  void aClusterIsRepaired() {
    edit(
        PostgresqlCluster.class,
        "shop-db",
        cluster -> {
          var changed = client.getKubernetesSerialization().clone(cluster);
          changed.getSpec().postgresql().parameters().put("work_mem", "1MB");
          return changed;
        });

    await()
        .atMost(TOLD_IN)
        .untilAsserted(
            () ->
                assertThat(
                        get(PostgresqlCluster.class, "shop-db").getSpec().postgresql().parameters())
                    .containsEntry("work_mem", "16MB"));
    awaitReady("shop");
  }

  @Test
  @Order(7)
  void backupsAreScheduledWhileTheyAreWanted() {
    apply(
        shop("Retain")
            .replace(
                "storage: {size: 1Gi}}", "storage: {size: 1Gi}, backup: {volumeSnapshot: {}}}"));
    await().atMost(TOLD_IN).until(() -> resource(ScheduledBackup.class, "shop-db").get() != null);
    var scheduled = get(ScheduledBackup.class, "shop-db");
    assertThat(scheduled.getSpec().schedule()).isEqualTo("0 0 3 * * *");
    assertThat(scheduled.getMetadata().getOwnerReferences()).hasSize(1);

    apply(shop("Retain"));

    await().atMost(TOLD_IN).until(() -> resource(ScheduledBackup.class, "shop-db").get() == null);
    awaitReady("shop");
    assertThat(get(PostgresqlCluster.class, "shop-db").getSpec().backup()).isNull();
  }

  @Test
  @Order(8)
  void nothingIsWrittenAtRestAndOnARestart() throws Exception {
    awaitQuiet();
    operator.close();
    operator = InProcessOperator.start(TestCluster.config(), namespace);
    TimeUnit.SECONDS.sleep(4);

    assertThat(operator.requests().writes()).isEmpty();
    assertThat(operator.requests().about("/clusters")).isNotEmpty();
  }

  /** Of all that the blueprint may write. */
  @Test
  @Order(9)
  void theDefinitionKnowsEveryField() {
    assertThat(goldenObjects())
        .extracting(GenericKubernetesResource::getKind)
        .contains("Cluster", "ScheduledBackup");
    assertThat(goldenObjects())
        .allSatisfy(
            object ->
                assertThatCode(
                        () ->
                            client
                                .resource(object)
                                .inNamespace("default")
                                .dryRun(true)
                                .fieldValidation(Validation.STRICT)
                                .create())
                    .doesNotThrowAnyException());
  }

  @Test
  @Order(10)
  void aClusterThatWasRetainedIsTakenUpAgain() {
    var retained = get(PostgresqlCluster.class, "shop-db").getMetadata();
    app("shop").delete();
    await().atMost(TOLD_IN).until(() -> resource(Secret.class, "shop-db").get() == null);
    assertThat(get(PostgresqlCluster.class, "shop-db").getMetadata().getResourceVersion())
        .isEqualTo(retained.getResourceVersion());

    apply(shop("Delete"));

    awaitReady("shop");
    var cluster = get(PostgresqlCluster.class, "shop-db").getMetadata();
    assertThat(cluster.getUid()).isEqualTo(retained.getUid());
    assertThat(cluster.getOwnerReferences()).hasSize(1);
  }

  @Test
  @Order(11)
  void aClusterThatIsNotRetainedGoes() {
    app("shop").delete();

    await().atMost(TOLD_IN).until(() -> resource(PostgresqlCluster.class, "shop-db").get() == null);
  }

  private static String shop(String deletionPolicy) {
    return minimal("shop")
        .replace("spec:", "spec:\n  deletionPolicy: " + deletionPolicy)
        .replace(
            "{storage: {size: 1Gi}}",
            "{parameters: {work_mem: 16MB}, cloudNativePG: {instances: 2, storage: {size: 1Gi}}}");
  }

  /** As CloudNativePG does. */
  private void tell(String phase, String reason, int ready) {
    resource(PostgresqlCluster.class, "shop-db")
        .editStatus(
            cluster -> {
              cluster.setStatus(new ClusterStatus(phase, reason, ready));
              return cluster;
            });
  }

  /** With the keys that CloudNativePG writes. */
  private void writeSecret(String password) {
    var uri = "//app:%s@shop-db-rw.%s:5432/app".formatted(password, namespace);
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("shop-db-app")
                .withNamespace(namespace)
                .endMetadata()
                .withType("kubernetes.io/basic-auth")
                .addToStringData("username", "app")
                .addToStringData("user", "app")
                .addToStringData("password", password)
                .addToStringData("dbname", "app")
                .addToStringData("host", "shop-db-rw")
                .addToStringData("port", "5432")
                .addToStringData("pgpass", "shop-db-rw:5432:app:app:%s\n".formatted(password))
                .addToStringData("uri", "postgresql:" + uri)
                .build())
        .forceConflicts()
        .serverSideApply();
  }

  private Map<String, String> connection() {
    var data = get(Secret.class, "shop-db").getData();
    data.replaceAll((key, value) -> new String(Base64.getDecoder().decode(value), UTF_8));
    return data;
  }

  private List<GenericKubernetesResource> goldenObjects() {
    return TestFiles.in(Path.of("src/test/resources/golden"))
        .map(folder -> TestFiles.text(folder.resolve("out.yaml")))
        .flatMap(objects -> Stream.of(objects.split("\n---\n")))
        .filter(object -> object.contains("apiVersion: postgresql.cnpg.io/"))
        .map(
            object ->
                client
                    .getKubernetesSerialization()
                    .unmarshal(object, GenericKubernetesResource.class))
        .map(
            ofCloudNativePg -> {
              ofCloudNativePg.getMetadata().setNamespace("default");
              return ofCloudNativePg;
            })
        .toList();
  }
}

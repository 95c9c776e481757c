package dev.threetier.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Applications do not touch each other, nor what is not theirs. */
class IsolationIT extends OperatorTest {

  private static final long POSTGRES = 999;

  private static final String EXPORTER =
      """
      until psql -X -At "$URI?connect_timeout=2" -c "SELECT current_user, current_setting('hba_file')"; do
        sleep 1
      done
      psql -X "$URI" -c 'SELECT * FROM entry' 2>&1 || true
      """;

  @Test
  void twoApplicationsInOneNamespace() throws Exception {
    apply(minimal("a"));
    apply(minimal("a-web"));
    awaitReady("a");
    awaitReady("a-web");
    try (var first = new Http(client, namespace, "a");
        var second = new Http(client, namespace, "a-web")) {
      first.post("/api/entries", "{\"author\": \"x\", \"message\": \"only-in-a\"}");

      assertThat(first.get("/api/entries").body()).contains("only-in-a");
      assertThat(second.get("/api/entries").body()).doesNotContain("only-in-a");
    }

    app("a").delete();

    await().atMost(READY_IN).until(() -> pods("a", "web").isEmpty());
    assertThat(pods("a-web", "web")).hasSize(1);
    awaitReady("a-web");
    app("a-web").delete();
  }

  @Test
  void theSameNameInTwoNamespaces() {
    var other = createNamespace("isolation-other");
    try (var neighbour = InProcessOperator.start(TestCluster.config(), other)) {
      apply(minimal("twin"));
      apply(minimal("twin"), other);
      awaitReady("twin");
      var password = get(Secret.class, "twin-db").getData().get("password");

      client
          .resources(dev.threetier.operator.api.v1alpha1.ThreeTierApp.class)
          .inNamespace(other)
          .withName("twin")
          .delete();

      assertThat(neighbour.requests().writes())
          .isNotEmpty()
          .allSatisfy(request -> assertThat(request).contains("/namespaces/" + other + "/"));
      awaitReady("twin");
      assertThat(get(Secret.class, "twin-db").getData().get("password")).isEqualTo(password);
    } finally {
      client.namespaces().withName(other).delete();
    }
    app("twin").delete();
  }

  @Test
  void aForeignObjectOfTheSameNameIsLeftAloneAndReported() {
    var foreign =
        client
            .resource(
                new ConfigMapBuilder()
                    .withNewMetadata()
                    .withName("late-web")
                    .withNamespace(namespace)
                    .endMetadata()
                    .withData(Map.of("mine", "untouched"))
                    .build())
            .create();

    apply(minimal("late"));

    var app = awaitReason("late", "WebReady", "NameConflict");
    assertThat(message(app, "WebReady")).contains("ConfigMap late-web", "does not belong");
    assertThat(resource(Deployment.class, "late-web").get())
        .as("pods that would run with a foreign configuration")
        .isNull();
    assertThat(get(ConfigMap.class, "late-web").getMetadata().getResourceVersion())
        .isEqualTo(foreign.getMetadata().getResourceVersion());
    awaitCondition("late", "DatabaseReady", READY_IN, c -> c.getStatus().equals("True"));

    client.resource(foreign).delete();

    awaitReady("late");
    app("late").delete();
  }

  @Test
  void onlyTheApplicationTierAndAnExporterReachTheDatabase() throws Exception {
    apply(minimal("chain").replace("1Gi}", "1Gi}, monitoring: {podLabels: {role: exporter}}"));
    awaitReady("chain");

    assertThat(connects("chain", "app", "chain-db", 5432)).isTrue();
    assertThat(connects("chain", "web", "chain-app", 80)).isTrue();
    assertThat(connects("chain", "web", "chain-db", 5432)).isFalse();
    assertThat(connects("chain", "lb", "chain-db", 5432)).isFalse();
    assertThat(exported())
        .contains("threetier_monitor|/etc/threetier/pg_hba.conf")
        .contains("permission denied for table entry");
    app("chain").delete();
  }

  /** What a pod of those labels sees as the role for exporters. */
  private String exported() {
    var pod =
        client
            .resource(
                ClientPods.of(
                        namespace,
                        "exporter",
                        POSTGRES,
                        new ContainerBuilder()
                            .withImage(
                                InProcessOperator.operatorConfig().images().postgresql().get(17))
                            .withCommand("sh", "-c", EXPORTER)
                            .addNewEnv()
                            .withName("URI")
                            .withNewValueFrom()
                            .withNewSecretKeyRef("uri", "chain-db-monitor", false)
                            .endValueFrom()
                            .endEnv())
                    .editMetadata()
                    .addToLabels("role", "exporter")
                    .endMetadata()
                    .build())
            .create();
    client
        .resource(pod)
        .waitUntilCondition(
            ended -> ended != null && "Succeeded".equals(ended.getStatus().getPhase()),
            TOLD_IN.toSeconds(),
            TimeUnit.SECONDS);
    return client.pods().resource(pod).getLog();
  }

  private boolean connects(String app, String from, String host, int port) throws Exception {
    try (var exec =
        client
            .pods()
            .resource(pods(app, from).getFirst())
            .inContainer(from)
            .exec("timeout", "5", "bash", "-c", "exec 3<>/dev/tcp/%s/%d".formatted(host, port))) {
      return exec.exitCode().get(30, TimeUnit.SECONDS) == 0;
    }
  }
}

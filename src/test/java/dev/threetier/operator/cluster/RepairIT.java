package dev.threetier.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is edited or deleted among an application's objects is put back. */
class RepairIT extends OperatorTest {

  private static final Duration REPAIRED_IN = Duration.ofSeconds(20);
  private static final String NO_SUCH_IMAGE = "threetier.invalid/none:1";

  @BeforeAll
  void createApplication() {
    apply(minimal("shop").replace("loadBalancer: {replicas: 1}", "loadBalancer: {replicas: 2}"));
    awaitReady("shop");
    awaitQuiet();
  }

  static Stream<Edit<?>> edits() {
    return Stream.of(
        new Edit<>(
            Deployment.class,
            "shop-web",
            d -> d.getSpec().setReplicas(4),
            d -> d.getSpec().getReplicas()),
        new Edit<>(
            Deployment.class,
            "shop-lb",
            d -> d.getSpec().getTemplate().getSpec().getContainers().getFirst().setImage("evil:1"),
            d -> d.getSpec().getTemplate().getSpec().getContainers().getFirst().getImage()),
        new Edit<>(
            Service.class,
            "shop-app",
            s -> s.getSpec().setSelector(Map.of("app", "other")),
            s -> s.getSpec().getSelector()),
        new Edit<>(
            ConfigMap.class,
            "shop-web",
            c -> c.setData(Map.of("nginx.conf", "broken")),
            ConfigMap::getData),
        new Edit<>(
            Secret.class,
            "shop-db",
            s -> s.getData().put("host", "ZWxzZXdoZXJl"),
            s -> s.getData().get("host")),
        new Edit<>(
            ServiceAccount.class,
            "shop-app",
            s -> s.setAutomountServiceAccountToken(true),
            ServiceAccount::getAutomountServiceAccountToken),
        new Edit<>(
            NetworkPolicy.class,
            "shop-db",
            n -> n.getSpec().setIngress(List.of()),
            n -> n.getSpec().getIngress()),
        new Edit<>(
            PodDisruptionBudget.class,
            "shop-lb",
            p -> p.getSpec().setMaxUnavailable(new IntOrString(2)),
            p -> p.getSpec().getMaxUnavailable()),
        new Edit<>(
            PersistentVolumeClaim.class,
            "shop-db",
            c -> c.getMetadata().getLabels().put("app.kubernetes.io/part-of", "other"),
            c -> c.getMetadata().getLabels().get("app.kubernetes.io/part-of")));
  }

  @ParameterizedTest
  @MethodSource("edits")
  <T extends HasMetadata> void anEditIsUndone(Edit<T> edit) {
    var before = edit.field().apply(get(edit.kind(), edit.name()));

    edit(
        edit.kind(),
        edit.name(),
        object -> {
          edit.change().accept(object);
          return object;
        });

    await()
        .atMost(REPAIRED_IN)
        .untilAsserted(
            () -> assertThat(edit.field().apply(get(edit.kind(), edit.name()))).isEqualTo(before));
  }

  /** Not taken for what pods were given before. */
  @Test
  void anEditOfHaproxysConfigurationIsUndone() {
    // A Service that was made anew has another address, which HAProxy is being told.
    await()
        .atMost(REPAIRED_IN)
        .until(() -> !haproxyConfiguration("shop").getData().containsKey("candidate.cfg"));
    var before = haproxyConfiguration("shop");

    edit(
        ConfigMap.class,
        before.getMetadata().getName(),
        map -> {
          map.getData().put("haproxy.cfg", "broken");
          return map;
        });

    await()
        .atMost(REPAIRED_IN)
        .untilAsserted(
            () -> assertThat(haproxyConfiguration("shop").getData()).isEqualTo(before.getData()));
    awaitReady("shop");
  }

  static Stream<Child> children() {
    return Stream.of(
        new Child(Deployment.class, "shop-web"),
        new Child(Service.class, "shop-web"),
        new Child(Service.class, "shop-app-pods"),
        new Child(ConfigMap.class, "shop-web"),
        new Child(Secret.class, "shop-db-superuser"),
        new Child(ServiceAccount.class, "shop-lb"),
        new Child(NetworkPolicy.class, "shop-web"),
        new Child(PodDisruptionBudget.class, "shop-lb"));
  }

  @ParameterizedTest
  @MethodSource("children")
  void aDeletedObjectIsMadeAgain(Child child) {
    var before = get(child.kind(), child.name()).getMetadata().getUid();

    resource(child.kind(), child.name()).delete();

    await()
        .atMost(REPAIRED_IN)
        .untilAsserted(
            () ->
                assertThat(get(child.kind(), child.name()).getMetadata().getUid())
                    .isNotEqualTo(before));
  }

  /** Nothing else happens that would make the operator look at it. */
  @ParameterizedTest
  @ValueSource(strings = {"app.kubernetes.io/managed-by", "app.kubernetes.io/instance"})
  void anObjectThatIsTakenAndChangedIsTakenBackAndRepaired(String label) {
    awaitReady("shop");
    awaitQuiet();
    var before = get(ConfigMap.class, "shop-db");

    edit(
        ConfigMap.class,
        "shop-db",
        map -> {
          map.getMetadata().getLabels().put(label, "somebody");
          map.setData(Map.of("postgresql.conf", "broken"));
          return map;
        });

    await()
        .atMost(REPAIRED_IN)
        .untilAsserted(
            () -> {
              var now = get(ConfigMap.class, "shop-db");
              assertThat(now.getMetadata().getLabels()).isEqualTo(before.getMetadata().getLabels());
              assertThat(now.getData()).isEqualTo(before.getData());
            });
  }

  @Test
  void aSecretOfAnEarlierVersionGetsTheKeysThatItLacks() {
    awaitReady("shop");
    var before = get(Secret.class, "shop-db");
    var application = uids(pods("shop", "app"));
    var database = uids(pods("shop", "db"));
    var earlier =
        new SecretBuilder(before)
            .editMetadata()
            .withResourceVersion(null)
            .withManagedFields()
            .endMetadata()
            .removeFromData("type")
            .removeFromData("provider")
            .removeFromData("database")
            .build();

    var applied =
        client
            .resource(earlier)
            .fieldManager("threetier-operator")
            .forceConflicts()
            .serverSideApply();

    assertThat(applied.getData()).doesNotContainKeys("type", "provider", "database");
    await()
        .atMost(REPAIRED_IN)
        .untilAsserted(
            () -> assertThat(get(Secret.class, "shop-db").getData()).isEqualTo(before.getData()));
    awaitQuiet();
    assertThat(uids(pods("shop", "app"))).isEqualTo(application);
    assertThat(uids(pods("shop", "db"))).isEqualTo(database);
  }

  @Test
  void aSecretWhoseLabelsWereTakenKeepsItsPassword() {
    var password = get(Secret.class, "shop-db").getData().get("password");

    edit(
        Secret.class,
        "shop-db",
        secret -> {
          secret.getMetadata().getLabels().put("app.kubernetes.io/managed-by", "somebody");
          return secret;
        });

    await()
        .atMost(REPAIRED_IN)
        .untilAsserted(
            () ->
                assertThat(get(Secret.class, "shop-db").getMetadata().getLabels())
                    .containsEntry("app.kubernetes.io/managed-by", "threetier-operator"));
    assertThat(get(Secret.class, "shop-db").getData()).containsEntry("password", password);
  }

  /** The API server sends its event, and it is older than the status that is written then. */
  @Test
  void anEditThatMeetsAWriteOfTheStatusIsCarriedOut() {
    operator
        .requests()
        .beforeNext(
            "/shop/status",
            () -> {
              pause(false);
              sleep(Duration.ofSeconds(1));
            });

    pause(true);

    awaitCondition("shop", "Ready", REPAIRED_IN, ready -> ready.getStatus().equals("True"));
  }

  private void pause(boolean paused) {
    app("shop")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\": {\"paused\": %s}}".formatted(paused));
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void anObjectThatIsNoLongerWantedIsRemoved() {
    apply(minimal("shop"));

    await()
        .atMost(REPAIRED_IN)
        .until(() -> resource(PodDisruptionBudget.class, "shop-lb").get() == null);

    apply(minimal("shop").replace("loadBalancer: {replicas: 1}", "loadBalancer: {replicas: 2}"));
    await()
        .atMost(REPAIRED_IN)
        .until(() -> resource(PodDisruptionBudget.class, "shop-lb").get() != null);
  }

  /** A pod of nginx that starts again elsewhere, while it is being replaced, needs its file. */
  @Test
  void theConfigurationOfNginxStaysWhileItsPodsDo() {
    apply(withWebServer(NO_SUCH_IMAGE));
    awaitReason("shop", "WebReady", "ImagePullFailed");
    assertThat(resource(ConfigMap.class, "shop-web").get()).isNotNull();

    apply(withWebServer(Images.sample()));
    await().atMost(READY_IN).until(() -> resource(ConfigMap.class, "shop-web").get() == null);
    assertThat(pods("shop", "web"))
        .flatMap(pod -> pod.getSpec().getContainers())
        .allMatch(container -> container.getImage().equals(Images.sample()));

    apply(minimal("shop").replace("loadBalancer: {replicas: 1}", "loadBalancer: {replicas: 2}"));
    awaitReady("shop");
  }

  /** The sample as a web server: it starts without a database, if it knows of one. */
  private static String withWebServer(String image) {
    return minimal("shop")
        .replace("loadBalancer: {replicas: 1}", "loadBalancer: {replicas: 2}")
        .replace(
            "web: {replicas: 1}",
            """
            web:
                replicas: 1
                image: "%s"
                env: [{name: JDBC_DATABASE_URL, value: "jdbc:postgresql://none/none"}]\
            """
                .formatted(image));
  }

  record Edit<T extends HasMetadata>(
      Class<T> kind, String name, Consumer<T> change, Function<T, Object> field) {

    @Override
    public String toString() {
      return kind.getSimpleName() + " " + name;
    }
  }

  record Child(Class<? extends HasMetadata> kind, String name) {

    @Override
    public String toString() {
      return kind.getSimpleName() + " " + name;
    }
  }
}

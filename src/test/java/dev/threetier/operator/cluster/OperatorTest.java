package dev.threetier.operator.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.blueprint.Labels;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests with a namespace of their own on the shared cluster, and an operator that watches it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(NamespaceReport.class)
abstract class OperatorTest {

  static final Duration READY_IN = Duration.ofMinutes(3);

  /** What the issue calls "within seconds": a pod has to be scheduled and started first. */
  static final Duration TOLD_IN = Duration.ofMinutes(1);

  private static final List<Class<? extends HasMetadata>> CHILDREN =
      List.of(
          Deployment.class,
          Service.class,
          ConfigMap.class,
          Secret.class,
          PersistentVolumeClaim.class,
          ServiceAccount.class,
          NetworkPolicy.class,
          PodDisruptionBudget.class,
          Ingress.class);

  KubernetesClient client;
  String namespace;
  InProcessOperator operator;

  @BeforeAll
  void startOperator() {
    client = new KubernetesClientBuilder().withConfig(TestCluster.config()).build();
    namespace = createNamespace(getClass().getSimpleName().toLowerCase(Locale.ROOT));
    operator = InProcessOperator.start(TestCluster.config(), namespace);
  }

  @AfterAll
  void stopOperator() {
    operator.close();
    client.namespaces().withName(namespace).delete();
    client.close();
  }

  /** A namespace in which only pods run that pass Pod Security restricted. */
  String createNamespace(String name) {
    var created =
        client
            .resource(
                new NamespaceBuilder()
                    .withNewMetadata()
                    .withGenerateName(name + "-")
                    .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                    .endMetadata()
                    .build())
            .create();
    return created.getMetadata().getName();
  }

  /** So that a node of two cores has room for the applications of three tests. */
  static final String SMALL = "resources: {requests: {cpu: 10m, memory: 64Mi}}, ";

  /** The sample application with its ten lines of spec. */
  static String minimal(String name) {
    return """
    apiVersion: threetier.dev/v1alpha1
    kind: ThreeTierApp
    metadata: {name: %s}
    spec:
      loadBalancer: {replicas: 1}
      web: {replicas: 1}
      application: {%simage: "%s", replicas: 1}
      database: {storage: {size: 1Gi}}
    """
        .formatted(name, SMALL, Images.sample());
  }

  void apply(String yaml) {
    apply(yaml, namespace);
  }

  /** As kubectl does: what the text does not say is left to the API server's defaults. */
  void apply(String yaml, String into) {
    var app =
        client
            .getKubernetesSerialization()
            .unmarshal(
                new ByteArrayInputStream(yaml.getBytes(UTF_8)), GenericKubernetesResource.class);
    app.getMetadata().setNamespace(into);
    client.resource(app).forceConflicts().serverSideApply();
  }

  Resource<ThreeTierApp> app(String name) {
    return resource(ThreeTierApp.class, name);
  }

  <T extends HasMetadata> Resource<T> resource(Class<T> kind, String name) {
    return client.resources(kind).inNamespace(namespace).withName(name);
  }

  /** The object, which has to be there. */
  <T extends HasMetadata> T get(Class<T> kind, String name) {
    var object = resource(kind, name).get();
    assertThat(object).as("%s %s", kind.getSimpleName(), name).isNotNull();
    return object;
  }

  /** Changes the object as a user with an editor would. */
  <T extends HasMetadata> void edit(Class<T> kind, String name, UnaryOperator<T> change) {
    resource(kind, name).edit(change);
  }

  ThreeTierApp awaitReady(String name) {
    return awaitCondition(name, "Ready", READY_IN, c -> c.getStatus().equals("True"));
  }

  ThreeTierApp awaitReason(String name, String type, String reason) {
    return awaitCondition(
        name, type, TOLD_IN, c -> c.getStatus().equals("False") && c.getReason().equals(reason));
  }

  /** Waits for a condition that speaks of the current generation. */
  ThreeTierApp awaitCondition(
      String name, String type, Duration within, Predicate<Condition> wanted) {
    return app(name)
        .waitUntilCondition(
            app ->
                app != null
                    && condition(app, type)
                        .filter(
                            c ->
                                app.getMetadata().getGeneration().equals(c.getObservedGeneration()))
                        .filter(wanted)
                        .isPresent(),
            within.toSeconds(),
            TimeUnit.SECONDS);
  }

  static Optional<Condition> condition(ThreeTierApp app, String type) {
    return app.getStatus() == null
        ? Optional.empty()
        : app.getStatus().conditions().stream().filter(c -> c.getType().equals(type)).findFirst();
  }

  static String message(ThreeTierApp app, String type) {
    return condition(app, type).orElseThrow().getMessage();
  }

  /** Its name tells how the pods that read it are made. */
  ConfigMap haproxyConfiguration(String app) {
    return client
        .configMaps()
        .inNamespace(namespace)
        .withLabel("app.kubernetes.io/instance", app)
        .withLabel("app.kubernetes.io/component", "lb")
        .list()
        .getItems()
        .getFirst();
  }

  /** The pods of a tier that are not being deleted. */
  List<Pod> pods(String app, String component) {
    return client
        .pods()
        .inNamespace(namespace)
        .withLabel("app.kubernetes.io/instance", app)
        .withLabel("app.kubernetes.io/component", component)
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  /** What a script prints in a pod, where it has to succeed. */
  String run(Pod pod, String script) throws Exception {
    var out = new ByteArrayOutputStream();
    try (var exec =
        client
            .pods()
            .resource(pod)
            .inContainer(pod.getSpec().getContainers().getFirst().getName())
            .writingOutput(out)
            .exec("sh", "-c", script)) {
      assertThat(exec.exitCode().get(30, TimeUnit.SECONDS)).as(script).isZero();
    }
    return out.toString(UTF_8);
  }

  /** A namespace in which no pod is made, for what needs none. */
  void allowNoPods() {
    client
        .resource(
            new ResourceQuotaBuilder()
                .withNewMetadata()
                .withName("no-pods")
                .withNamespace(namespace)
                .endMetadata()
                .withNewSpec()
                .addToHard("pods", new Quantity("0"))
                .endSpec()
                .build())
        .create();
  }

  /** What PostgreSQL answers to its superuser, in the pod of an application's database. */
  String sql(String app, String database, String statement) throws Exception {
    return run(
            pods(app, "db").getFirst(),
            "psql -X -q -At -h /run/postgresql -U postgres -d %s -c \"%s\""
                .formatted(database, statement))
        .strip();
  }

  List<String> uids(List<Pod> pods) {
    return pods.stream().map(pod -> pod.getMetadata().getUid()).sorted().toList();
  }

  /** Waits until nothing of the operator's has been written for three seconds. */
  void awaitQuiet() {
    await()
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofSeconds(3))
        .until(
            () -> {
              var before = operator.requests().writes().size();
              TimeUnit.SECONDS.sleep(3);
              return operator.requests().writes().size() == before;
            });
  }

  /** The versions of the application and of all its children, by kind and name. */
  Map<String, String> resourceVersions(String app) {
    var versions = new TreeMap<String, String>();
    for (var object : children(app)) {
      versions.put(
          object.getKind() + " " + object.getMetadata().getName(),
          object.getMetadata().getResourceVersion());
    }
    versions.put(app, get(ThreeTierApp.class, app).getMetadata().getResourceVersion());
    return versions;
  }

  List<HasMetadata> children(String app) {
    return CHILDREN.stream()
        .<HasMetadata>flatMap(
            kind ->
                client
                    .resources(kind)
                    .inNamespace(namespace)
                    .withLabel(Labels.INSTANCE, app)
                    .list()
                    .getItems()
                    .stream())
        .toList();
  }
}

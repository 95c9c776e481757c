package dev.threetier.operator.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

/** A test with a namespace of its own on the shared cluster, and an operator that watches it. */
abstract class OperatorTest {

  static final Duration READY_IN = Duration.ofSeconds(60);

  private static final AtomicInteger COUNT = new AtomicInteger();

  KubernetesClient client;
  String namespace;
  InProcessOperator operator;

  @BeforeEach
  void startOperator(TestInfo test) {
    client = new KubernetesClientBuilder().withConfig(TestCluster.config()).build();
    namespace =
        test.getTestClass().orElseThrow().getSimpleName().toLowerCase(Locale.ROOT)
            + "-"
            + COUNT.incrementAndGet();
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(namespace)
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build())
        .create();
    operator = InProcessOperator.start(TestCluster.config(), namespace);
  }

  @AfterEach
  void stopOperator() {
    operator.close();
    client.namespaces().withName(namespace).withGracePeriod(0).delete();
    client.close();
  }

  ThreeTierApp apply(String yaml) {
    var app =
        client
            .getKubernetesSerialization()
            .unmarshal(new ByteArrayInputStream(yaml.getBytes(UTF_8)), ThreeTierApp.class);
    app.getMetadata().setNamespace(namespace);
    return client.resource(app).forceConflicts().serverSideApply();
  }

  ThreeTierApp awaitReady(String name) {
    return awaitCondition(name, "Ready", condition -> condition.getStatus().equals("True"));
  }

  /** Waits for a condition that speaks of the current generation. */
  ThreeTierApp awaitCondition(String name, String type, Predicate<Condition> wanted) {
    return client
        .resources(ThreeTierApp.class)
        .inNamespace(namespace)
        .withName(name)
        .waitUntilCondition(
            app ->
                app != null
                    && app.getStatus() != null
                    && app.getMetadata()
                        .getGeneration()
                        .equals(app.getStatus().observedGeneration())
                    && app.getStatus().conditions().stream()
                        .anyMatch(c -> c.getType().equals(type) && wanted.test(c)),
            READY_IN.toSeconds(),
            java.util.concurrent.TimeUnit.SECONDS);
  }

  <T extends HasMetadata> T get(Class<T> kind, String name) {
    return client.resources(kind).inNamespace(namespace).withName(name).get();
  }
}

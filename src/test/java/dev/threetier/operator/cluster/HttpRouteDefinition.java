package dev.threetier.operator.cluster;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The definition of HTTPRoutes, which the shared cluster has only while a test wants it. */
final class HttpRouteDefinition {

  /** Of tests that have it come and go, or begin without it. */
  static final String LOCK = "the definition of HTTPRoutes";

  private static final String VARIABLE = "HTTPROUTES_DEFINITION";
  private static final @Nullable String FILE = System.getenv(VARIABLE);

  private boolean installed;

  /** Skips the test where the definition cannot be had, or is not the test's to take away. */
  void assumeMissing(KubernetesClient client) {
    assumeTrue(
        FILE != null,
        VARIABLE
            + " is not set: load the environment that hack/local-cluster/prepare writes; it tells if"
            + " the Gateway API cannot be had");
    assumeTrue(
        definition(client).get() == null,
        "the cluster has the Gateway API, which others may use: this test would remove it");
  }

  void install(KubernetesClient client) {
    installed = true;
    TestCluster.install(client, Path.of(Objects.requireNonNull(FILE, VARIABLE)));
  }

  /** If it was installed by this. */
  void remove(KubernetesClient client) {
    if (installed) {
      definition(client).delete();
      definition(client).waitUntilCondition(Objects::isNull, 60, TimeUnit.SECONDS);
      installed = false;
    }
  }

  private static Resource<CustomResourceDefinition> definition(KubernetesClient client) {
    return client
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName("httproutes.gateway.networking.k8s.io");
  }
}

package dev.threetier.operator.cluster;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Another project's definition, which the shared cluster has only while a test wants it. */
final class OptionalDefinition {

  /** Of tests that have HTTPRoutes come and go, or begin without them. */
  static final String HTTP_ROUTES = "the definition of HTTPRoutes";

  /** The same of CloudNativePG's kinds. */
  static final String CLUSTERS = "the definition of Clusters";

  private final String name;
  private final String variable;
  private final @Nullable String file;
  private boolean installed;

  private OptionalDefinition(String name, String variable) {
    this.name = name;
    this.variable = variable;
    this.file = System.getenv(variable);
  }

  static OptionalDefinition ofHttpRoutes() {
    return new OptionalDefinition("httproutes.gateway.networking.k8s.io", "HTTPROUTES_DEFINITION");
  }

  static OptionalDefinition ofClusters() {
    return new OptionalDefinition("clusters.postgresql.cnpg.io", "CLUSTERS_DEFINITION");
  }

  static OptionalDefinition ofScheduledBackups() {
    return new OptionalDefinition(
        "scheduledbackups.postgresql.cnpg.io", "SCHEDULED_BACKUPS_DEFINITION");
  }

  /** Skips the test where the definition cannot be had, or is not the test's to take away. */
  void assumeMissing(KubernetesClient client) {
    assumeTrue(
        file != null,
        variable
            + " is not set: load the environment that hack/local-cluster/prepare writes; it tells if"
            + " the definition cannot be had");
    assumeTrue(
        definition(client).get() == null,
        "the cluster has " + name + ", which others may use: this test would remove it");
  }

  void install(KubernetesClient client) {
    installed = true;
    TestCluster.install(client, Path.of(Objects.requireNonNull(file, variable)));
  }

  /** If it was installed by this. */
  void remove(KubernetesClient client) {
    if (installed) {
      definition(client).delete();
      definition(client).waitUntilCondition(Objects::isNull, 60, TimeUnit.SECONDS);
      installed = false;
    }
  }

  private Resource<CustomResourceDefinition> definition(KubernetesClient client) {
    return client.apiextensions().v1().customResourceDefinitions().withName(name);
  }
}

package dev.threetier.operator.cluster;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.BindMode;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The cluster that all integration tests share: a K3s container, or with {@code -Dcluster=current}
 * the cluster of the current kubeconfig context.
 */
public final class TestCluster {

  private static final String DEFAULT_IMAGE = "rancher/k3s:v1.36.3-k3s1";
  private static final Path CRD = Path.of("crds/threetierapps.threetier.dev-v1.yml");

  private static @Nullable Config config;

  private TestCluster() {}

  /**
   * The connection to the cluster, with its CRD installed. Started by the first call, and not while
   * the class is initialised: other threads run parts of it.
   */
  public static synchronized Config config() {
    if (config == null) {
      config = start();
    }
    return config;
  }

  private static Config start() {
    var config =
        "current".equals(System.getProperty("cluster"))
            ? Config.autoConfigure(null)
            : Config.fromKubeconfig(container().getKubeConfigYaml());
    var patient =
        new ConfigBuilder(config).withConnectionTimeout(30_000).withRequestTimeout(30_000).build();
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(patient).build()) {
      install(client, CRD);
    }
    return patient;
  }

  private static K3sContainer container() {
    var image =
        Optional.ofNullable(System.getProperty("k3s.image"))
            .or(() -> Optional.ofNullable(System.getenv("K3S_IMAGE")))
            .orElse(DEFAULT_IMAGE);
    var container =
        new K3sContainer(DockerImageName.parse(image).asCompatibleSubstituteFor("rancher/k3s"));
    // K3s loads the images that it finds in this folder, so that no pod has to pull them.
    Optional.ofNullable(System.getenv("NODE_IMAGES"))
        .ifPresent(
            tar ->
                container.withFileSystemBind(
                    tar, "/var/lib/rancher/k3s/agent/images/workloads.tar", BindMode.READ_ONLY));
    container.withStartupTimeout(Duration.ofMinutes(5)).start();
    // Ryuk, which would do this, does not run everywhere.
    Runtime.getRuntime().addShutdownHook(new Thread(container::stop));
    return container;
  }

  /** Installs the definition in that file. */
  static void install(KubernetesClient client, Path file) {
    try (InputStream yaml = Files.newInputStream(file)) {
      var crd = client.getKubernetesSerialization().unmarshal(yaml, CustomResourceDefinition.class);
      client.resource(crd).forceConflicts().serverSideApply();
      await().atMost(Duration.ofMinutes(1)).until(() -> isEstablished(client.resource(crd).get()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isEstablished(CustomResourceDefinition crd) {
    return crd.getStatus() != null
        // As the API server creates it.
        && crd.getStatus().getConditions() != null
        && crd.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
  }
}

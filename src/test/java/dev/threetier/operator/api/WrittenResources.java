package dev.threetier.operator.api;

import dev.threetier.operator.cluster.TestCluster;
import dev.threetier.operator.fixture.TestFiles;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Resources in files, sent to a real API server as they are written. A file with two of them is an
 * update: the first is what was there, the second what it is changed to.
 */
final class WrittenResources implements AutoCloseable {

  static final Path ROOT = Path.of("src/test/resources");

  private final KubernetesClient client =
      new KubernetesClientBuilder().withConfig(TestCluster.config()).build();
  private final String namespace;

  /** Makes a namespace for the resources. */
  WrittenResources(String namespace) {
    this.namespace = namespace;
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
  }

  static Stream<Path> in(Path folder) {
    return TestFiles.in(folder).filter(file -> file.toString().endsWith(".yaml"));
  }

  /** The resources of a file, other objects that they need left out. */
  static List<GenericKubernetesResource> read(String text) {
    return Stream.of(text.split("(?m)^---$", -1))
        .map(
            document ->
                new KubernetesSerialization().unmarshal(document, GenericKubernetesResource.class))
        .filter(resource -> resource.getKind().equals("ThreeTierApp"))
        .toList();
  }

  /** What the API server would store of the last of the resources. */
  GenericKubernetesResource send(List<GenericKubernetesResource> resources, Validation unknown) {
    var last = resources.getLast();
    if (resources.size() == 1) {
      return on(last).dryRun(true).fieldValidation(unknown).create();
    }
    var stored = on(resources.getFirst()).create();
    try {
      var status = resources.getFirst().getAdditionalProperties().get("status");
      if (status != null) {
        stored.setAdditionalProperty("status", status);
        stored = on(stored).updateStatus();
      }
      last.getMetadata().setResourceVersion(stored.getMetadata().getResourceVersion());
      return on(last).dryRun(true).fieldValidation(unknown).update();
    } finally {
      on(stored).delete();
    }
  }

  KubernetesClient client() {
    return client;
  }

  String namespace() {
    return namespace;
  }

  private Resource<GenericKubernetesResource> on(GenericKubernetesResource resource) {
    return client.resource(resource).inNamespace(namespace);
  }

  @Override
  public void close() {
    client.namespaces().withName(namespace).withGracePeriod(0).delete();
    client.close();
  }
}

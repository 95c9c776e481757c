package dev.threetier.operator.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.threetier.operator.cluster.TestCluster;
import dev.threetier.operator.fixture.TestFiles;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The API server takes every ThreeTierApp in the Markdown files as it is written there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentedResourcesIT {

  private KubernetesClient client;

  @BeforeAll
  void connect() {
    client = new KubernetesClientBuilder().withConfig(TestCluster.config()).build();
  }

  @AfterAll
  void disconnect() {
    client.close();
  }

  static List<Example> examples() {
    var serialization = new KubernetesSerialization();
    return Papers.all().stream()
        .flatMap(
            paper ->
                Papers.yamlBlocks(TestFiles.text(paper)).stream()
                    .filter(yaml -> yaml.contains("\nkind: ThreeTierApp\n"))
                    .map(
                        yaml ->
                            new Example(
                                paper,
                                serialization.unmarshal(yaml, GenericKubernetesResource.class))))
        .toList();
  }

  @Test
  void thePapersHaveExamples() {
    assertThat(examples())
        .extracting(example -> example.paper().getFileName().toString())
        .contains("README.md", "concepts.md", "database.md");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void theApiServerTakesTheExample(Example example) {
    assertThatCode(
            () ->
                client
                    .resource(example.resource())
                    .inNamespace("default")
                    .dryRun(true)
                    .fieldValidation(Validation.STRICT)
                    .create())
        .doesNotThrowAnyException();
  }

  record Example(Path paper, GenericKubernetesResource resource) {

    @Override
    public String toString() {
      return paper.toString();
    }
  }
}

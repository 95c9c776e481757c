package dev.threetier.operator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.blueprint.Blueprint;
import dev.threetier.operator.fixture.RandomApps;
import dev.threetier.operator.fixture.TestConfig;
import dev.threetier.operator.fixture.TestFacts;
import dev.threetier.operator.fixture.TestFiles;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What users may write is accepted, understood, and can be carried out. */
class ValidResourcesIT {

  private static final Path VALID = WrittenResources.ROOT.resolve("valid");
  private static final Path SAMPLES = Path.of("config/samples");

  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  private static WrittenResources resources;

  @BeforeAll
  static void makeNamespace() {
    resources = new WrittenResources("valid-resources");
  }

  @AfterAll
  static void removeNamespace() {
    resources.close();
  }

  static Stream<Path> files() {
    return Stream.concat(WrittenResources.in(VALID), WrittenResources.in(SAMPLES))
        .filter(file -> !WrittenResources.read(TestFiles.text(file)).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("files")
  void isAccepted(Path file) {
    // Given
    var written = WrittenResources.read(TestFiles.text(file));

    // When
    var app = understood(resources.send(written, Validation.STRICT));

    // Then
    assertThat(app.getSpec()).isNotNull();
    assertThat(children(app)).allSatisfy(ValidResourcesIT::isAcceptedToo);
  }

  @Test
  void defaultsAreFilledIn() {
    // Given
    var written = WrittenResources.read(TestFiles.text(VALID.resolve("minimal.yaml")));

    // When
    var stored = resources.send(written, Validation.STRICT);

    // Then
    var expected = TestFiles.text(WrittenResources.ROOT.resolve("defaults/minimal.yaml"));
    assertThat(SERIALIZATION.convertValue(stored.get("spec"), JsonNode.class))
        .isEqualTo(SERIALIZATION.unmarshal(expected, JsonNode.class));
  }

  /** So that what is shown with them is shown of resources that there can be. */
  @Test
  void applicationsAtRandomAreValid() {
    // Given
    var seed = Long.getLong("seed", System.nanoTime());
    var apps = new RandomApps(seed);
    var written = Stream.generate(apps::next).limit(50).map(ValidResourcesIT::written).toList();

    // Then
    assertThat(written)
        .allSatisfy(
            app ->
                assertThatCode(() -> resources.send(List.of(app), Validation.STRICT))
                    .as("run again with -Dseed=%d", seed)
                    .doesNotThrowAnyException());
  }

  private static GenericKubernetesResource written(ThreeTierApp app) {
    app.setMetadata(new ObjectMetaBuilder().withName("random").build());
    return SERIALIZATION.convertValue(app, GenericKubernetesResource.class);
  }

  private static ThreeTierApp understood(GenericKubernetesResource stored) {
    return SERIALIZATION.convertValue(stored, ThreeTierApp.class);
  }

  private static void isAcceptedToo(HasMetadata child) {
    resources.client().resource(child).dryRun(true).create();
  }

  private static List<HasMetadata> children(ThreeTierApp app) {
    // A dry run gives a uid too, but to an update that of a resource that is gone.
    app.getMetadata().setUid(UUID.randomUUID().toString());
    var blueprint = new Blueprint(app, new TestConfig(), TestFacts.usual());
    return Stream.<List<? extends HasMetadata>>of(
            blueprint.configMaps(),
            blueprint.deployments(),
            blueprint.ingresses(),
            blueprint.networkPolicies(),
            blueprint.volumes(),
            blueprint.podDisruptionBudgets(),
            blueprint.secrets(),
            blueprint.services(),
            blueprint.serviceAccounts())
        .<HasMetadata>flatMap(List::stream)
        .toList();
  }
}

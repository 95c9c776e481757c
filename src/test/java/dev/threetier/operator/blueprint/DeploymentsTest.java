package dev.threetier.operator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.fixture.Apps;
import dev.threetier.operator.fixture.TestConfig;
import dev.threetier.operator.fixture.TestFacts;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How long pods that start may read a ConfigMap, of a tier of two pods in its second generation.
 */
class DeploymentsTest {

  private final ThreeTierApp nginx = Apps.minimal();
  private final ThreeTierApp ownServer = Apps.withSpec("web: {image: 'shop-web:1'}");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // generation | replicas | of them updated
        "1 | 2 | 2 | true  | it has not begun",
        "2 | 3 | 1 | true  | it has begun",
        "2 | 3 | 2 | true  | one old pod is left",
        "2 | 1 | 1 | true  | one pod is to come",
        "2 | 2 | 2 | false | it is done",
      })
  void itIsReadUntilTheRolloutThatEndsItIsOver(
      long generation, int replicas, int updated, boolean read, String because) {
    // Given
    var web = web(ownServer, status(generation, replicas, updated));

    // When
    var mayRead = Deployments.mayRead(web, "shop-web");

    // Then
    assertThat(mayRead).as(because).isEqualTo(read);
  }

  @Test
  void aDeploymentWithoutAStatusIsNotRolledOut() {
    // Given
    var web = web(ownServer, null);

    // When
    var mayRead = Deployments.mayRead(web, "shop-web");

    // Then
    assertThat(mayRead).isTrue();
  }

  /** When unwanted ConfigMaps are looked for the new template is not written yet. */
  @Test
  void whatTheTemplateNamesIsRead() {
    // Given
    var web = web(nginx, status(2, 2, 2));

    // When
    var mayRead = Deployments.mayRead(web, "shop-web");

    // Then
    assertThat(mayRead).isTrue();
  }

  private static Deployment web(ThreeTierApp app, @Nullable DeploymentStatus status) {
    var web =
        new Blueprint(app, new TestConfig(), TestFacts.usual())
            .deployments().stream()
                .filter(deployment -> deployment.getMetadata().getName().equals("shop-web"))
                .findFirst()
                .orElseThrow();
    web.getMetadata().setGeneration(2L);
    web.setStatus(status);
    return web;
  }

  private static DeploymentStatus status(long generation, int replicas, int updated) {
    return new DeploymentStatusBuilder()
        .withObservedGeneration(generation)
        .withReplicas(replicas)
        .withUpdatedReplicas(updated)
        .build();
  }

  @ParameterizedTest
  @CsvSource({
    "threetier-operator, Apply, f:replicas, true",
    "threetier-operator, Apply, f:template, false",
    "threetier-operator, Update, f:replicas, false",
    "kube-controller-manager, Update, f:replicas, false",
  })
  void replicasAreTheOperatorsUntilAnotherWritesThem(
      String manager, String operation, String field, boolean applied) {
    // Given
    var deployment =
        new DeploymentBuilder()
            .withNewMetadata()
            .addNewManagedField()
            .withManager(manager)
            .withOperation(operation)
            .withNewFieldsV1()
            .addToAdditionalProperties("f:spec", Map.of(field, Map.of()))
            .endFieldsV1()
            .endManagedField()
            .endMetadata()
            .withNewSpec()
            .withReplicas(3)
            .endSpec()
            .build();

    // When
    var replicas = Deployments.appliedReplicas(deployment, "threetier-operator");

    // Then
    assertThat(replicas).isEqualTo(applied ? Optional.of(3) : Optional.empty());
  }
}

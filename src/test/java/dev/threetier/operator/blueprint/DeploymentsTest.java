package dev.threetier.operator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.fixture.Apps;
import dev.threetier.operator.fixture.TestConfig;
import dev.threetier.operator.fixture.TestFacts;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
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
}

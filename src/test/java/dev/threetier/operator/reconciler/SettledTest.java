package dev.threetier.operator.reconciler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.fixture.Apps;
import dev.threetier.operator.fixture.TestFacts;
import dev.threetier.operator.reconciler.Settled.State;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SettledTest {

  private final Settled settled = new Settled();
  private final ThreeTierApp app = Apps.minimal();

  @Test
  void isSettledWhenAComparisonChangedNothing() {
    // When
    settled.compared(app, state(deployment()), state(deployment()), true);

    // Then
    assertThat(settled.is(app, state(deployment()))).isTrue();
  }

  @Test
  void isNotSettledBeforeTheFirstComparison() {
    assertThat(settled.is(app, state(deployment()))).isFalse();
  }

  @Test
  void isNotSettledWhenSomethingWasWritten() {
    // When
    settled.compared(app, state(), state(deployment()), true);

    // Then
    assertThat(settled.is(app, state(deployment()))).isFalse();
  }

  @Test
  void isNotSettledWhenSomethingWasRefused() {
    // Given
    settled.compared(app, state(deployment()), state(deployment()), true);

    // When
    settled.compared(app, state(deployment()), state(deployment()), false);

    // Then
    assertThat(settled.is(app, state(deployment()))).isFalse();
  }

  @Test
  void staysSettledWhenOnlyStatusChanged() {
    // Given
    settled.compared(app, state(deployment()), state(deployment()), true);
    var available =
        deployment()
            .edit()
            .editMetadata()
            .withResourceVersion("2")
            .endMetadata()
            .withNewStatus()
            .withAvailableReplicas(1)
            .endStatus()
            .build();

    // Then
    assertThat(settled.is(app, state(available))).isTrue();
  }

  @Test
  void staysSettledWhileAVolumeIsBound() {
    // Given
    settled.compared(app, state(claim("1", "Pending")), state(claim("1", "Pending")), true);

    // Then
    assertThat(settled.is(app, state(claim("2", "Bound")))).isTrue();
  }

  @Test
  void staysSettledWhenAnAutoscalerMeasured() {
    // Given
    var autoscaler =
        new HorizontalPodAutoscalerBuilder()
            .withNewMetadata()
            .withUid("1")
            .withResourceVersion("1")
            .endMetadata()
            .withNewSpec()
            .withMaxReplicas(4)
            .endSpec();
    settled.compared(app, state(autoscaler.build()), state(autoscaler.build()), true);
    var measured = autoscaler.editMetadata().withResourceVersion("2").endMetadata().build();
    var edited = autoscaler.editSpec().withMaxReplicas(5).endSpec().build();

    // Then
    assertThat(settled.is(app, state(measured))).isTrue();
    assertThat(settled.is(app, state(edited))).isFalse();
  }

  @Test
  void isNotSettledWhenAnObjectWasEditedOrIsGone() {
    // Given
    settled.compared(app, state(deployment()), state(deployment()), true);
    var scaled = deployment().edit().editMetadata().withGeneration(2L).endMetadata().build();
    var unlabelled = deployment().edit().editMetadata().withLabels(Map.of()).endMetadata().build();
    var disowned =
        deployment()
            .edit()
            .editMetadata()
            .addNewOwnerReference()
            .withUid("other")
            .endOwnerReference()
            .endMetadata()
            .build();

    // Then
    assertThat(Stream.of(state(scaled), state(unlabelled), state(disowned), state()))
        .noneMatch(state -> settled.is(app, state));
  }

  @Test
  void isNotSettledWhenDataWithoutAGenerationChanged() {
    // Given
    settled.compared(app, state(configMap("1")), state(configMap("1")), true);

    // Then
    assertThat(settled.is(app, state(configMap("2")))).isFalse();
  }

  @Test
  void isNotSettledWhenTheSpecChanged() {
    // Given
    settled.compared(app, state(deployment()), state(deployment()), true);

    // When
    app.getMetadata().setGeneration(2L);

    // Then
    assertThat(settled.is(app, state(deployment()))).isFalse();
  }

  @Test
  void forgetsAnApplicationThatIsGone() {
    // Given
    settled.compared(app, state(deployment()), state(deployment()), true);

    // When
    settled.onResourceDeleted(app);

    // Then
    assertThat(settled.is(app, state(deployment()))).isFalse();
  }

  private State state(HasMetadata... children) {
    return State.of(app, TestFacts.usual(), Stream.of(children));
  }

  private static Deployment deployment() {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName("shop-web")
        .withUid("uid-of-shop-web")
        .withResourceVersion("1")
        .withGeneration(1L)
        .withLabels(Map.of("app.kubernetes.io/instance", "shop"))
        .endMetadata()
        .build();
  }

  private static HasMetadata claim(String version, String phase) {
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withName("shop-db")
        .withUid("uid-of-shop-db")
        .withResourceVersion(version)
        .endMetadata()
        .withNewSpec()
        .withStorageClassName("fast")
        .endSpec()
        .withNewStatus()
        .withPhase(phase)
        .endStatus()
        .build();
  }

  private static HasMetadata configMap(String version) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName("shop-web")
        .withUid("uid-of-shop-web-configuration")
        .withResourceVersion(version)
        .endMetadata()
        .build();
  }
}

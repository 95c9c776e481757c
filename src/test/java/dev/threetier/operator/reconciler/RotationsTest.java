package dev.threetier.operator.reconciler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.blueprint.Rotation;
import dev.threetier.operator.blueprint.Tier;
import dev.threetier.operator.fixture.Apps;
import dev.threetier.operator.status.Reason;
import dev.threetier.operator.status.Rotating;
import dev.threetier.operator.status.WriteFailure;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RotationsTest {

  private static final String ASKED = "database: {credentials: {rotation: monday}}";

  private final KubernetesClient client = new KubernetesClientBuilder().build();
  private final Rotations rotations = new Rotations(client);

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void whatWasAskedForDuringARotationIsBegunAfterIt() {
    assertThat(due(Apps.withSpec(ASKED), List.of())).contains(Duration.ofSeconds(1));
  }

  @Test
  void nothingIsDueWhereNothingIsAskedFor() {
    assertThat(due(Apps.minimal(), List.of())).isEmpty();
  }

  @Test
  void nothingIsBegunWhilePaused() {
    assertThat(due(Apps.withSpec("paused: true\n" + ASKED), List.of())).isEmpty();
  }

  /** Which is tried again by and by. */
  @Test
  void nothingIsHurriedWhileAnObjectIsRefused() {
    // Given
    var failure = new WriteFailure(Tier.WEB, "Service", Reason.REFUSED, "Service shop-web: no");

    // Then
    assertThat(due(Apps.withSpec(ASKED), List.of(failure))).isEmpty();
  }

  private Optional<Duration> due(ThreeTierApp app, List<WriteFailure> failures) {
    var rotation = Rotation.none(Rotation.requests(Apps.minimal()));
    return rotations.due(app, new Rotating(rotation, Optional.empty()), List.of(), failures);
  }
}

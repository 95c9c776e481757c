package dev.threetier.operator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.fixture.Apps;
import dev.threetier.operator.fixture.TestConfig;
import dev.threetier.operator.fixture.TestFacts;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VolumesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        // wanted | requested | capacity | asked for
        "2Gi    | none | none | 2Gi   | there is no volume yet",
        "2Gi    | 1Gi  | 1Gi  | 2Gi   | it grows",
        "1Gi    | 1Gi  | 1Gi  | 1Gi   | growth was refused, and is taken back",
        "1Gi    | 2Gi  | 2Gi  | 2Gi   | a retained volume is larger",
        "1Gi    | 2Gi  | none | 2Gi   | a claim that is not bound cannot change",
        "3Gi    | 5Gi  | 1Gi  | 3Gi   | growth that does not come is taken back in part",
        "1Gi    | 5Gi  | 1Gi  | 5Gi   | Kubernetes takes it back to more than the capacity only",
        "3Gi    | 2Gi  | 4Gi  | 3Gi   | the storage gave more than was asked for",
        "1Gi    | 2Gi  | 4Gi  | 2Gi   | the storage gave more than was asked for, and keeps it",
        "1024Mi | 1Gi  | 1Gi  | 1Gi   | the same written otherwise",
        "2048Mi | 2Gi  | 1Gi  | 2Gi   | the same written otherwise, while it grows",
      })
  void aClaimAsksForWhatIsWantedWhereThatIsPossible(
      String wanted,
      @Nullable String requested,
      @Nullable String capacity,
      String asked,
      String because) {
    // Given
    var app = Apps.withSpec("database: {storage: {size: %s}}".formatted(wanted));
    var volume =
        Optional.ofNullable(requested)
            .map(
                size ->
                    new Facts.VolumeSize(
                        new Quantity(size), Optional.ofNullable(capacity).map(Quantity::new)));

    // When
    var claim =
        Volumes.of(new Scope(app, new TestConfig(), new TestFacts().withVolume(volume).build()));

    // Then
    assertThat(claim.getSpec().getResources().getRequests().get("storage"))
        .as(because)
        .hasToString(asked);
  }
}

package dev.threetier.operator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.fixture.Apps;
import dev.threetier.operator.fixture.TestConfig;
import dev.threetier.operator.fixture.TestFacts;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresqlWalTest {

  @ParameterizedTest
  @CsvSource({
    "256Mi, 32MB, 32MB",
    "1Gi,   128MB, 32MB",
    "1G,    119MB, 32MB",
    "8Gi,   1024MB, 256MB",
    "1Pi,   4096MB, 1024MB",
  })
  void isAnEighthOfTheVolume(String size, String most, String least) {
    assertThat(settings(size, Optional.empty()))
        .isEqualTo(Map.of("max_wal_size", most, "min_wal_size", least));
  }

  @Test
  void aVolumeThatHasNotGrownYetCountsAsItIs() {
    assertThat(settings("8Gi", Optional.of(new Quantity("1Gi"))))
        .containsEntry("max_wal_size", "128MB");
  }

  /** Else the configuration would change when a new volume turns out larger than was asked. */
  @Test
  void aLargerVolumeCountsAsWhatWasAskedFor() {
    assertThat(settings("1Gi", Optional.of(new Quantity("8Gi"))))
        .containsEntry("max_wal_size", "128MB");
  }

  private static Map<String, String> settings(String size, Optional<Quantity> capacity) {
    var facts =
        new TestFacts()
            .withVolume(Optional.of(new Facts.VolumeSize(new Quantity(size), capacity)))
            .build();
    var app = Apps.withSpec("database: {storage: {size: %s}}".formatted(size));
    return PostgresqlWal.settings(new Scope(app, new TestConfig(), facts));
  }
}

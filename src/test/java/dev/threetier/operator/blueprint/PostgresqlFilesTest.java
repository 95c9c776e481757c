package dev.threetier.operator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.fixture.Apps;
import dev.threetier.operator.fixture.TestConfig;
import dev.threetier.operator.fixture.TestFacts;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PostgresqlFilesTest {

  private static final Facts NONE_RUNS = TestFacts.usual();

  private static final ThreeTierApp BEFORE = Apps.minimal();
  private static final ThreeTierApp CHANGED =
      Apps.withSpec("database: {parameters: {max_connections: '50'}}");

  @Test
  void aChangeIsTriedBeforeItIsInForceAndCostsNoPodUntilThen() {
    // Given
    var files = files(BEFORE, NONE_RUNS);

    // When
    var facts = running(files, Map.of());

    // Then
    assertThat(files(CHANGED, facts))
        .containsAllEntriesOf(files)
        .hasEntrySatisfying(
            "candidate.conf", text -> assertThat(text).contains("max_connections = '50'"));
    assertThat(pods(CHANGED, facts)).isEqualTo(pods(BEFORE, NONE_RUNS));
  }

  @Test
  void whatTheServerHasTakenUpIsInForceAndRestartsItWhereItMust() {
    // Given
    var trial = files(CHANGED, running(files(BEFORE, NONE_RUNS), Map.of()));

    // When
    var facts =
        running(trial, Map.of("shop-db", Digest.of(trial.getOrDefault("candidate.conf", ""))));

    // Then
    assertThat(files(CHANGED, facts)).isEqualTo(files(CHANGED, NONE_RUNS));
    assertThat(pods(CHANGED, facts)).isNotEqualTo(pods(BEFORE, NONE_RUNS));
  }

  @Test
  void whatPodsFallBackToHasNothingOfTheUsers() {
    assertThat(files(CHANGED, NONE_RUNS))
        .containsEntry("defaults.conf", files(BEFORE, NONE_RUNS).get("postgresql.conf"));
  }

  private static Facts running(Map<String, String> files, Map<String, String> applied) {
    return new TestFacts()
        .withRunning(new Facts.Running(Map.of("shop-db", files), Optional.empty(), applied))
        .build();
  }

  private static Map<String, String> files(ThreeTierApp app, Facts facts) {
    return new Blueprint(app, new TestConfig(), facts)
        .configMaps().stream()
            .filter(map -> map.getMetadata().getName().equals("shop-db"))
            .findFirst()
            .map(map -> new HashMap<>(map.getData()))
            .orElseThrow();
  }

  private static Object pods(ThreeTierApp app, Facts facts) {
    return new Blueprint(app, new TestConfig(), facts)
        .deployments().stream()
            .filter(deployment -> deployment.getMetadata().getName().equals("shop-db"))
            .findFirst()
            .map(deployment -> deployment.getSpec().getTemplate())
            .orElseThrow();
  }
}

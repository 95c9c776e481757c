package dev.threetier.operator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.api.v1alpha1.InitSql;
import dev.threetier.operator.api.v1alpha1.InitSqlState;
import dev.threetier.operator.api.v1alpha1.InitSqlStatus;
import dev.threetier.operator.fixture.Apps;
import dev.threetier.operator.fixture.TestConfig;
import dev.threetier.operator.fixture.TestFacts;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InitialSqlTest {

  private static final String SPEC = "database: {initSQL: {configMapName: schema}}";
  private static final String RAN = "initSQL ran 0123456789abcdef 2026-11-23T20:15:00Z";
  private static final InitSqlStatus TOLD =
      new InitSqlStatus(InitSqlState.RAN, "0123456789abcdef", "2026-11-23T20:15:00Z");

  @Test
  void theTextIsThatOfTheKey() {
    // Given
    var configMap = new ConfigMapBuilder().addToData("a.sql", "SELECT 1").build();

    // When
    var read = in(configMap, "a.sql");

    // Then
    assertThat(read.text()).contains("SELECT 1");
    assertThat(in(configMap, "b.sql").fault())
        .contains("it has no key b.sql: add it, with the SQL as its text");
  }

  @Test
  void aTextThatHasNoRoomBesideTheScriptsIsAFault() {
    // Given
    var fits = new ConfigMapBuilder().addToData("a", "ä".repeat(262_144)).build();
    var longer = new ConfigMapBuilder().addToData("a", "ä".repeat(262_144) + " ").build();

    // Then
    assertThat(in(fits, "a").fault()).isEmpty();
    assertThat(in(longer, "a").fault()).contains("a has 524289 bytes: shorten it to 524288");
  }

  @ParameterizedTest
  @ValueSource(strings = {RAN + "\n", "refused 0123 no such setting\n" + RAN + "\n"})
  void thePodTellsWhatBecameOfIt(String message) {
    assertThat(InitialSql.told(Apps.minimal(), List.of(ended(message)))).contains(TOLD);
  }

  @Test
  void wordsOfOthersAreNotTakenForThat() {
    assertThat(InitialSql.told(Apps.minimal(), List.of(ended("refused 0123 " + RAN)))).isEmpty();
  }

  @Test
  void aDatabaseIsMadeWhenTheTextIsThereAndNeedsItNoMore() {
    assertThat(waiting(Optional.empty(), Optional.empty()))
        .containsExactly(Tier.APPLICATION, Tier.DATABASE);
    assertThat(waiting(Optional.of("SELECT 1"), Optional.empty())).isEmpty();
    assertThat(waiting(Optional.empty(), Optional.of(TOLD))).isEmpty();
  }

  @Test
  void anotherTextIsTriedByAnotherPodUntilOneHasRun() {
    // Given
    var ran = new InitSqlStatus(InitSqlState.RAN, Digest.of("SELECT 2"), "2026-11-23T20:15:00Z");

    // When
    var second = template(Optional.of("SELECT 2"), Optional.empty());

    // Then
    assertThat(template(Optional.of("SELECT 1"), Optional.empty())).isNotEqualTo(second);
    assertThat(template(Optional.of("SELECT 2"), Optional.of(ran))).isEqualTo(second);
    assertThat(template(Optional.of("SELECT 3"), Optional.of(ran))).isEqualTo(second);
    assertThat(template(Optional.empty(), Optional.of(ran))).isEqualTo(second);
  }

  private static InitialSql.Read in(ConfigMap configMap, String key) {
    return InitialSql.in(configMap, new InitSql("schema", key));
  }

  private static List<Tier> waiting(Optional<String> text, Optional<InitSqlStatus> told) {
    return blueprint(text, told).waiting();
  }

  private static Object template(Optional<String> text, Optional<InitSqlStatus> told) {
    return blueprint(text, told).deployments().stream()
        .filter(deployment -> deployment.getMetadata().getName().equals("shop-db"))
        .map(deployment -> deployment.getSpec().getTemplate())
        .findFirst()
        .orElseThrow();
  }

  private static Blueprint blueprint(Optional<String> text, Optional<InitSqlStatus> told) {
    var known = new InitialSql.Known(text, told);
    return new Blueprint(
        Apps.withSpec(SPEC), new TestConfig(), new TestFacts().withInitialSql(known).build());
  }

  private static Pod ended(String message) {
    return new PodBuilder()
        .withNewMetadata()
        .endMetadata()
        .withNewStatus()
        .addNewInitContainerStatus()
        .withName("initialise")
        .withNewState()
        .withNewTerminated()
        .withMessage(message)
        .endTerminated()
        .endState()
        .endInitContainerStatus()
        .endStatus()
        .build();
  }
}

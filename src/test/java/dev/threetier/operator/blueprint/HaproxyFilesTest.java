package dev.threetier.operator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.fixture.Apps;
import dev.threetier.operator.fixture.TestConfig;
import dev.threetier.operator.fixture.TestFacts;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HaproxyFilesTest {

  private static final ThreeTierApp BEFORE = Apps.minimal();
  private static final ThreeTierApp CHANGED =
      Apps.withSpec("loadBalancer: {algorithm: RoundRobin}");
  private static final ThreeTierApp WITH_OTHER_PODS =
      Apps.withSpec("loadBalancer: {algorithm: RoundRobin, image: 'haproxy:3.2'}");

  private final ConfigMap before = configMap(BEFORE, Facts.Running.none());

  @Test
  void podsStartWithWhatIsWantedWhereNoneRuns() {
    assertThat(configMap(CHANGED, Facts.Running.none()).getData())
        .containsKeys("haproxy.cfg", "haproxy.sh")
        .doesNotContainKey("candidate.cfg")
        .extractingByKey("haproxy.cfg")
        .asString()
        .contains("balance roundrobin");
  }

  @Test
  void podsStartWithWhatWasBeforeUntilRunningOnesHaveTakenUpTheChange() {
    // When
    var trial = configMap(CHANGED, running(before));

    // Then
    assertThat(trial.getMetadata().getName()).isEqualTo(before.getMetadata().getName());
    assertThat(trial.getData()).containsAllEntriesOf(before.getData());
    assertThat(trial.getData().get("candidate.cfg")).contains("balance roundrobin");
  }

  @Test
  void whatAllHaveTakenUpIsInForce() {
    // Given
    var trial = configMap(CHANGED, running(before));

    // When
    var done = configMap(CHANGED, applied(trial));

    // Then
    assertThat(done.getData()).doesNotContainKey("candidate.cfg");
    assertThat(done.getData().get("haproxy.cfg")).contains("balance roundrobin");
    assertThat(TriedConfiguration.HAPROXY.digest(done))
        .isEqualTo(TriedConfiguration.HAPROXY.digest(trial));
  }

  @Test
  void aChangeTakenBackLeavesNoTrace() {
    // Given
    var trial = configMap(CHANGED, running(before));

    // When
    var back = configMap(BEFORE, running(trial));

    // Then
    assertThat(back.getData()).isEqualTo(before.getData());
  }

  @Test
  void podsThatAreMadeInAnotherWayReadAnotherConfigMap() {
    // When
    var other = configMap(WITH_OTHER_PODS, running(before));

    // Then
    assertThat(other.getMetadata().getName()).isNotEqualTo(before.getMetadata().getName());
    assertThat(other.getData()).doesNotContainKey("candidate.cfg");
  }

  @Test
  void whatSomebodyEditedWasNeverInForce() {
    // Given
    var edited =
        new ConfigMapBuilder(before).addToData("haproxy.cfg", "global\n    maxconn 1\n").build();

    // When
    var repaired = configMap(BEFORE, running(edited));

    // Then
    assertThat(repaired.getData()).isEqualTo(before.getData());
  }

  /** The operator has no right to delete a Secret, so it must not cease to want one. */
  @Test
  void theSecretOfCertificatesStaysWhenNoneIsWanted() {
    // Given
    var haproxy = new Facts.Running(Map.of(), Optional.of(Map.of()), Map.of());

    // When
    var secrets =
        new Blueprint(BEFORE, new TestConfig(), new TestFacts().withRunning(haproxy).build())
            .secrets();

    // Then
    assertThat(secrets)
        .filteredOn(secret -> secret.getMetadata().getName().equals("shop-lb-certificates"))
        .singleElement()
        .satisfies(secret -> assertThat(secret.getData()).isEmpty());
  }

  private static Facts.Running running(ConfigMap configMap) {
    return new Facts.Running(
        TriedConfiguration.HAPROXY
            .inForce(configMap)
            .map(files -> Map.of(configMap.getMetadata().getName(), files))
            .orElse(Map.of()),
        Optional.empty(),
        Map.of());
  }

  private static Facts.Running applied(ConfigMap configMap) {
    var running = running(configMap);
    return new Facts.Running(
        running.inForce(),
        running.certificates(),
        Map.of(configMap.getMetadata().getName(), TriedConfiguration.HAPROXY.digest(configMap)));
  }

  private static ConfigMap configMap(ThreeTierApp app, Facts.Running haproxy) {
    return new Blueprint(app, new TestConfig(), new TestFacts().withRunning(haproxy).build())
        .configMaps().stream()
            .filter(map -> map.getData().containsKey("haproxy.cfg"))
            .findFirst()
            .orElseThrow();
  }
}

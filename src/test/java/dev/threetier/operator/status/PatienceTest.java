package dev.threetier.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.api.cloudnativepg.ClusterSpec;
import dev.threetier.operator.api.cloudnativepg.ClusterStatus;
import dev.threetier.operator.api.cloudnativepg.PostgresqlCluster;
import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.api.v1alpha1.ThreeTierAppStatus;
import dev.threetier.operator.blueprint.Tier;
import dev.threetier.operator.fixture.Apps;
import dev.threetier.operator.fixture.TestClock;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteBuilder;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatienceTest {

  private static final String ASKING =
      "loadBalancer: {httpRoute: {parentRefs: [{name: public}], hostnames: [a.example]}}";

  private static final String CLUSTERED =
      "database: {storage: null, cloudNativePG: {storage: {size: 1Gi}}}";

  private final TestClock clock = new TestClock();
  private final ThreeTierApp app = Apps.minimal();
  private final ObservedBuilder observed = new ObservedBuilder(app);

  @Test
  void whatIsAvailableIsNotLookedAtAgain() {
    // When
    var patience = patience();

    // Then
    assertThat(patience).isEmpty();
  }

  @Test
  void whatIsStartingIsLookedAtAgain() {
    // Given
    observed.deployment(Tier.WEB).getStatus().setAvailableReplicas(0);
    observed.with(Tier.WEB, startingPod());

    // When
    var patience = patience();

    // Then
    assertThat(patience).contains(Duration.ofSeconds(15));
  }

  @Test
  void anHttpRouteThatNobodyAnswersToIsLookedAtAgain() {
    // Given
    var asking = Apps.withSpec(ASKING);
    var unanswered = new ObservedBuilder(asking).with(routeOfNow());

    // When
    var patience = patience(asking, unanswered);

    // Then
    assertThat(patience).contains(Duration.ofSeconds(30));
  }

  /** Its events tell what becomes of it. */
  @ParameterizedTest
  @ValueSource(strings = {"paused: false", "paused: true"})
  void anHttpRouteThatIsNotThereIsNotWaitedFor(String paused) {
    // Given
    var asking = Apps.withSpec(ASKING, paused);

    // When
    var patience = patience(asking, new ObservedBuilder(asking));

    // Then
    assertThat(patience).isEmpty();
  }

  @Test
  void aRefusalDoesNotKeepFromLookingForAnAnswer() {
    // Given
    var asking = Apps.withSpec(ASKING);
    var unanswered = new ObservedBuilder(asking).with(failure(Reason.REFUSED));
    asking.setStatus(Statuses.of(asking, unanswered.build(), clock.instant()));
    clock.move(Duration.ofDays(1));
    unanswered.with(routeOfNow());

    // When
    var patience = patience(asking, unanswered);

    // Then
    assertThat(patience).contains(Duration.ofSeconds(30));
  }

  @ParameterizedTest
  @CsvSource({"'', 30", "Cluster in healthy state, 5"})
  void aClusterThatWasJustChangedIsLookedAtAgain(String phase, int expected) {
    // Given
    var clustered = Apps.withSpec(CLUSTERED);
    var changed = new ObservedBuilder(clustered).with(clusterOfNow(phase));

    // When
    var patience = patience(clustered, changed);

    // Then
    assertThat(patience).contains(Duration.ofSeconds(expected));
  }

  @Test
  void aClusterIsWaitedForNoLongerThanThat() {
    // Given
    var clustered = Apps.withSpec(CLUSTERED);
    var changed = new ObservedBuilder(clustered).with(clusterOfNow(""));
    clock.move(Duration.ofSeconds(30));

    // When
    var patience = patience(clustered, changed);

    // Then
    assertThat(patience).isEmpty();
  }

  @Test
  void clustersThatCannotBeWatchedAreTriedAgain() {
    // Given
    var clustered = Apps.withSpec(CLUSTERED);
    var unseen =
        new ObservedBuilder(clustered)
            .with(new Observed.CloudNativePg(false, Optional.of("no answer"), Optional.empty()));

    // When
    var patience = patience(clustered, unseen);

    // Then
    assertThat(patience).contains(Duration.ofSeconds(15));
  }

  private Observed.CloudNativePg clusterOfNow(String phase) {
    var cluster = new PostgresqlCluster();
    cluster.setMetadata(
        new ObjectMetaBuilder()
            .withName("shop-db")
            .addNewManagedField()
            .withManager("threetier-operator")
            .withOperation("Apply")
            .withTime(clock.instant().toString())
            .endManagedField()
            .build());
    cluster.setSpec(new ClusterSpec(3, null, null, null, null, null, null, null, null, null, null));
    cluster.setStatus(new ClusterStatus(phase, "", 3));
    return new Observed.CloudNativePg(true, Optional.empty(), Optional.of(cluster));
  }

  @ParameterizedTest
  @CsvSource({"0, 15", "60, 60", "86400, 300"})
  void httpRoutesThatCannotBeWatchedAreTriedAgain(int lasted, int expected) {
    // Given
    var asking = Apps.withSpec(ASKING);
    var unseen = new ObservedBuilder(asking).withGatewayFault("no answer");
    asking.setStatus(Statuses.of(asking, unseen.build(), clock.instant()));
    clock.move(Duration.ofSeconds(lasted));

    // When
    var patience = patience(asking, unseen);

    // Then
    assertThat(patience).contains(Duration.ofSeconds(expected));
  }

  @ParameterizedTest
  @CsvSource({"0, 15", "15, 15", "16, 16", "60, 60", "300, 300", "301, 300", "86400, 300"})
  void whatWasRefusedIsTriedAgainTheLaterTheLongerItLasts(int lasted, int expected) {
    // Given
    observed.with(failure(Reason.NAME_CONFLICT));
    app.setStatus(status());
    clock.move(Duration.ofSeconds(lasted));

    // When
    var patience = patience();

    // Then
    assertThat(patience).contains(Duration.ofSeconds(expected));
  }

  @Test
  void aRefusalThatComesLateIsTriedAgainSoon() {
    // Given
    app.setStatus(status());
    clock.move(Duration.ofDays(1));
    observed.with(failure(Reason.QUOTA_EXCEEDED));

    // When
    var patience = patience();

    // Then
    assertThat(patience).contains(Duration.ofSeconds(15));
  }

  @Test
  void whatIsBeingDeletedIsLookedAtAgainSoon() {
    // Given
    observed.with(failure(Reason.WAITING));
    app.setStatus(status());
    clock.move(Duration.ofDays(1));

    // When
    var patience = patience();

    // Then
    assertThat(patience).contains(Duration.ofSeconds(15));
  }

  @Test
  void aRefusalDoesNotKeepFromLookingAtWhatIsStarting() {
    // Given
    observed.with(failure(Reason.REFUSED));
    app.setStatus(status());
    clock.move(Duration.ofDays(1));
    observed.deployment(Tier.APPLICATION).getStatus().setAvailableReplicas(0);
    observed.with(Tier.APPLICATION, startingPod());

    // When
    var patience = patience();

    // Then
    assertThat(patience).contains(Duration.ofSeconds(15));
  }

  /** It may run on without becoming ready, and no event tells that it no longer crashes. */
  @Test
  void whatCrashesIsLookedAtAgain() {
    // Given
    observed.deployment(Tier.WEB).getStatus().setAvailableReplicas(0);
    observed.with(Tier.WEB, podThatEndedTwice());

    // When
    var patience = patience();

    // Then
    assertThat(patience).contains(Duration.ofMinutes(5));
  }

  @Test
  void whatHasRunLongEnoughNoLongerCrashes() {
    // Given
    observed.deployment(Tier.WEB).getStatus().setAvailableReplicas(0);
    observed.with(Tier.WEB, podThatEndedTwice());
    clock.move(Duration.ofMinutes(11));

    // When
    var patience = patience();

    // Then
    assertThat(patience).isEmpty();
  }

  private Optional<Duration> patience() {
    return patience(app, observed);
  }

  private Optional<Duration> patience(ThreeTierApp of, ObservedBuilder seen) {
    var status = Statuses.of(of, seen.build(), clock.instant());
    return Patience.of(status, seen.build(), clock.instant());
  }

  private HTTPRoute routeOfNow() {
    return new HTTPRouteBuilder()
        .withNewMetadata()
        .withGeneration(1L)
        .addNewManagedField()
        .withTime(clock.instant().toString())
        .endManagedField()
        .endMetadata()
        .build();
  }

  private ThreeTierAppStatus status() {
    return Statuses.of(app, observed.build(), clock.instant());
  }

  private static WriteFailure failure(Reason reason) {
    return new WriteFailure(Tier.WEB, "Service", reason, "Service shop-web");
  }

  private Pod podThatEndedTwice() {
    return startingPod()
        .edit()
        .editStatus()
        .editContainerStatus(0)
        .withRestartCount(2)
        .withNewLastState()
        .withNewTerminated()
        .withExitCode(1)
        .endTerminated()
        .endLastState()
        .endContainerStatus()
        .endStatus()
        .build();
  }

  private Pod startingPod() {
    return new PodBuilder()
        .withNewMetadata()
        .withName("shop-web-1")
        .endMetadata()
        .withNewStatus()
        .addNewContainerStatus()
        .withName("web")
        .withReady(false)
        .withStarted(true)
        .withNewState()
        .withNewRunning(clock.instant().toString())
        .endState()
        .endContainerStatus()
        .endStatus()
        .build();
  }
}

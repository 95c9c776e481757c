package dev.threetier.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients notice while pods come and go. {@link TrafficControlIT} has the same unguarded. */
class TrafficIT extends TrafficTest {

  /** Two checks at an interval of a second, and the time that a check may take. */
  static final Duration NOTICED_IN = Duration.ofMillis(2 * 1000 + 600);

  @BeforeEach
  void createApplication() {
    apply(shop());
    awaitReady("shop");
    awaitTwoOfEach();
  }

  @ParameterizedTest
  @ValueSource(strings = {"web", "app", "lb"})
  void rollout(String tier) throws Exception {
    traffic.start();

    disruptions.rollOut(tier);

    assertNothingFailed(traffic.stop());
  }

  /** It reaches the running HAProxy processes, and no pod is replaced. */
  @Test
  void theConfigurationChanges() throws Exception {
    var balancers = uids(pods("shop", "lb"));
    traffic.start();

    for (var seconds : List.of(31, 32, 33, 34)) {
      apply(
          shop()
              .replace(
                  "loadBalancer: {",
                  "loadBalancer: {timeouts: {server: %ds}, ".formatted(seconds)));
      awaitReady("shop");
    }

    assertNothingFailed(traffic.stop());
    assertThat(uids(pods("shop", "lb"))).isEqualTo(balancers);
  }

  @ParameterizedTest
  @CsvSource({"web, web, 10", "application, app, 5"})
  void fromOnePodToManyAndBack(String field, String tier, int most) throws Exception {
    scale(field, tier, 1);
    traffic.start();

    scale(field, tier, most);
    scale(field, tier, 1);

    assertNothingFailed(traffic.stop());
  }

  @ParameterizedTest
  @ValueSource(strings = {"web", "app", "lb"})
  void aPodIsDeleted(String tier) throws Exception {
    traffic.start();

    disruptions.delete(tier);

    assertNothingFailed(traffic.stop());
  }

  @ParameterizedTest
  @ValueSource(strings = {"web", "app"})
  void aPodIsDeletedByForce(String tier) throws Exception {
    traffic.start();

    var when = disruptions.forceDelete(pods("shop", tier).getFirst());

    disruptions.awaitPods(tier, 2);
    var report = traffic.stop();
    assertOnlyRequestsInThePodFailed(report, tier, when);
    assertThat(report.failedReads()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"web", "app"})
  void aPodIsKilled(String tier) throws Exception {
    traffic.start();

    var when = disruptions.signal(pods("shop", tier).getFirst(), "KILL");

    disruptions.awaitPods(tier, 2);
    var report = traffic.stop();
    assertOnlyRequestsInThePodFailed(report, tier, when);
    assertThat(report.failedReads()).isEmpty();
  }

  /** A request that the pod has taken waits for it, a read too: it may be a slow one. */
  @ParameterizedTest
  @ValueSource(strings = {"web", "app"})
  void aPodHangs(String tier) throws Exception {
    traffic.start();
    var pod = pods("shop", tier).getFirst();

    var when = disruptions.signal(pod, "STOP");

    TimeUnit.SECONDS.sleep(5);
    var report = traffic.stop();
    disruptions.forceDelete(pod);
    assertOnlyRequestsInThePodFailed(report, tier, when);
  }

  @ParameterizedTest
  @ValueSource(strings = {"web", "app"})
  void aPodIsDeletedByForceWhileTheOperatorIsDown(String tier) throws Exception {
    operator.close();
    try {
      aPodIsDeletedByForce(tier);
    } finally {
      operator = InProcessOperator.start(TestCluster.config(), namespace);
    }
  }

  private void scale(String field, String tier, int replicas) {
    apply(shop().replaceFirst("(" + field + ": .*replicas: )2", "$1" + replicas));
    disruptions.awaitPods(tier, replicas);
  }

  private static void assertNothingFailed(TrafficReport report) {
    assertThat(report.failed()).isEmpty();
    assertThat(report.lost()).isEmpty();
    assertThat(report.doubled()).isEmpty();
  }

  private void assertOnlyRequestsInThePodFailed(TrafficReport report, String tier, Instant when) {
    var out = disruptions.outOfRotation(tier, when);
    System.out.println(tier + " pod out of rotation after " + Duration.between(when, out));
    assertThat(report.failed()).allSatisfy(request -> assertThat(request.sent()).isBefore(out));
    assertThat(report.lost()).isEmpty();
    assertThat(report.doubled()).isEmpty();
    assertThat(Duration.between(when, out)).isLessThan(NOTICED_IN);
  }
}

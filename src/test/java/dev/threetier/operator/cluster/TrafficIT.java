package dev.threetier.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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

  @Test
  void rollout() throws Exception {
    traffic.start();

    disruptions.rollOut(BEHIND);

    assertNothingFailed(traffic.stop());
  }

  @Test
  void rolloutOfHaproxy() throws Exception {
    traffic.start();

    disruptions.rollOut("lb");

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

  @Test
  void fromOnePodToManyAndBack() throws Exception {
    scale(1, 1);
    traffic.startPatiently();

    scale(10, 1);
    scale(1, 1);
    scale(1, 5);
    scale(1, 1);

    assertNothingFailed(traffic.stop());
  }

  @Test
  void aPodIsDeleted() throws Exception {
    traffic.start();

    disruptions.delete(BEHIND);

    assertNothingFailed(traffic.stop());
  }

  @Test
  void aPodOfHaproxyIsDeleted() throws Exception {
    traffic.start();

    disruptions.delete("lb");

    assertNothingFailed(traffic.stop());
  }

  @Test
  void aPodIsDeletedByForce() throws Exception {
    deleteByForce();
  }

  private void deleteByForce() throws Exception {
    traffic.start();

    var when = disruptions.forceDelete(disruptions.oneOfEach(BEHIND));

    awaitTwoOfEach();
    var report = traffic.stop();
    assertTakenOutInTime(report, when);
    assertThat(report.failedReads()).isEmpty();
  }

  @Test
  void aPodIsDeletedByForceWhileTheOperatorIsDown() throws Exception {
    operator.close();
    try {
      deleteByForce();
    } finally {
      operator = InProcessOperator.start(TestCluster.config(), namespace);
    }
  }

  @Test
  void aPodIsKilled() throws Exception {
    traffic.start();

    var when = disruptions.signal(disruptions.oneOfEach(BEHIND), "KILL");

    awaitTwoOfEach();
    var report = traffic.stop();
    assertTakenOutInTime(report, when);
    assertThat(report.failedReads()).isEmpty();
  }

  /** A request that the pod has taken waits for it, a read too: it may be a slow one. */
  @Test
  void aPodHangs() throws Exception {
    var struck = hang();

    assertTakenOutInTime(struck.report(), struck.when());
  }

  @Test
  void aPodIsCutOff() throws Exception {
    var struck = cutOff();

    assertTakenOutInTime(struck.report(), struck.when());
    for (var tier : BEHIND) {
      var back = disruptions.awaitInRotation(tier, struck.healed());
      System.out.println(
          tier + " pod in rotation after " + Duration.between(struck.healed(), back));
    }
  }

  private void scale(int web, int application) {
    apply(
        shop()
            .replaceFirst("(web: .*replicas: )2", "$1" + web)
            .replaceFirst("(application: .*replicas: )2", "$1" + application));
    disruptions.awaitPods("web", web);
    disruptions.awaitPods("app", application);
  }

  /** And only requests failed that the pods had before. */
  private void assertTakenOutInTime(TrafficReport report, Instant when) {
    assertThat(report.lost()).isEmpty();
    assertThat(report.doubled()).isEmpty();
    for (var tier : BEHIND) {
      var out = disruptions.outOfRotation(tier, when);
      System.out.println(tier + " pod out of rotation after " + Duration.between(when, out));
      assertThat(report.of(tier).failed())
          .as(tier)
          .allSatisfy(request -> assertThat(request.sent()).isBefore(out));
      assertThat(Duration.between(when, out)).as(tier).isLessThan(NOTICED_IN);
    }
  }
}

package dev.threetier.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The events of {@link TrafficIT} and {@link DnsIT} without what guards against them: pods that do
 * not drain, a balancer that neither checks nor retries and knows pods by DNS only. Each has to
 * show failures, or the others would be blind to them.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TrafficControlIT extends TrafficTest {

  private ClusterDns dns;

  @BeforeAll
  void createApplicationWithoutGuards() {
    dns = new ClusterDns(client);
    apply(shop());
    awaitReady("shop");
    // It would put everything back.
    operator.close();
    edit(
        ConfigMap.class,
        haproxyConfiguration("shop").getMetadata().getName(),
        TrafficTest::withoutGuards);
    disruptions.rollOut(TrafficControlIT::withoutDrain, "lb");
  }

  @BeforeEach
  void awaitPods() {
    awaitTwoOfEach();
  }

  /** The pods drain; those that take their places do not. */
  @Test
  @Order(1)
  void rolloutWhileDnsAnswersAreOld() throws Exception {
    dns.letAnswersLive(Duration.ofSeconds(30));
    dns.restart();
    try {
      traffic.start();

      disruptions.rollOut(TrafficControlIT::withoutDrain, BEHIND);

      assertSomethingFailed();
    } finally {
      dns.restore();
    }
  }

  /** With DNS, a pod may be forgotten before its processes end. */
  @Test
  void aPodIsDeletedByForceWhileDnsIsDown() throws Exception {
    traffic.start();
    dns.stop();
    try {
      disruptions.forceDelete(disruptions.oneOfEach(BEHIND));
      TimeUnit.SECONDS.sleep(5);
    } finally {
      dns.start();
    }

    assertSomethingFailed();
  }

  @Test
  void rollout() throws Exception {
    traffic.start();

    disruptions.rollOut(BEHIND);

    assertSomethingFailed();
  }

  @Test
  void fromManyPodsToOne() throws Exception {
    disruptions.scale(4, BEHIND);
    traffic.start();

    disruptions.scale(1, BEHIND);

    assertSomethingFailed();
    disruptions.scale(2, BEHIND);
  }

  @Test
  void aPodIsDeleted() throws Exception {
    traffic.start();

    disruptions.delete(BEHIND);

    assertSomethingFailed();
  }

  @Test
  void aPodIsKilled() throws Exception {
    traffic.start();

    disruptions.signal(disruptions.oneOfEach(BEHIND), "KILL");

    assertSomethingFailed();
  }

  /** As a configuration is taken up without anything to take connections over. */
  @Test
  void haproxyRestarts() throws Exception {
    traffic.start();

    disruptions.signal(pods("shop", "lb"), "KILL");

    TimeUnit.SECONDS.sleep(3);
    assertThat(traffic.stop().failed()).isNotEmpty();
  }

  /** With guards, requests fail too that the pod has taken, but none that come later. */
  @Test
  void aPodHangs() throws Exception {
    assertFailedForLong(hang());
  }

  @Test
  void aPodIsCutOff() throws Exception {
    assertFailedForLong(cutOff());
  }

  private static void assertFailedForLong(Struck struck) {
    var noticed = struck.when().plus(TrafficIT.NOTICED_IN);
    for (var tier : BEHIND) {
      assertThat(struck.report().of(tier).failed())
          .as(tier)
          .anySatisfy(request -> assertThat(request.sent()).isAfter(noticed));
    }
  }

  private void assertSomethingFailed() throws Exception {
    var report = traffic.stop();
    for (var tier : BEHIND) {
      assertThat(report.of(tier).failed()).as(tier).isNotEmpty();
    }
  }

  private static Deployment withoutDrain(Deployment deployment) {
    var container = deployment.getSpec().getTemplate().getSpec().getContainers().getFirst();
    container.setLifecycle(null);
    // The sample has a drain of its own.
    container.getEnv().add(new EnvVar("DRAIN_SECONDS", "0", null));
    return deployment;
  }
}

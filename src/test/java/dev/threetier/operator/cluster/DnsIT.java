package dev.threetier.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What clients notice of the cluster's DNS, in one application's life. {@link TrafficControlIT} has
 * the same unguarded.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DnsIT extends TrafficTest {

  private static final String DOMAIN = "k8s.example";

  private ClusterDns dns;

  @BeforeAll
  void createApplication() {
    dns = new ClusterDns(client);
    dns.answerFor(DOMAIN);
    dns.restart();
    operator.close();
    operator =
        InProcessOperator.start(
            TestCluster.config(), namespace, Map.of("threetier.cluster-domain", DOMAIN));
    apply(shop());
    awaitReady("shop");
    awaitTwoOfEach();
  }

  @AfterAll
  void restoreDns() {
    dns.restore();
  }

  /** DNS answers for the usual domain too, which the test's own pods need. */
  @Test
  @Order(1)
  void theDomainIsNotTheUsualOne() throws Exception {
    for (var tier : BEHIND) {
      disruptions.awaitInRotation(tier, Instant.EPOCH);
    }
    for (var balancer : pods("shop", "lb")) {
      var log = client.pods().resource(balancer).inContainer("lb").getLog();
      assertThat(log)
          .contains(
              ".shop-web-pods." + namespace + ".svc." + DOMAIN,
              ".shop-app-pods." + namespace + ".svc." + DOMAIN);
    }
    assertThat(client.getKubernetesSerialization().asYaml(children("shop")))
        .contains(DOMAIN)
        .doesNotContain("cluster.local");
    try (var http = new Http(client, namespace, "shop")) {
      assertThat(http.get("/").statusCode()).isEqualTo(200);
      assertThat(http.get("/api/entries").statusCode()).isEqualTo(200);
    }
  }

  @Test
  @Order(2)
  void aPodIsDeletedByForceWhileDnsIsDown() throws Exception {
    traffic.start();
    dns.stop();
    var down = Instant.now();

    disruptions.forceDelete(disruptions.oneOfEach("web"));

    TimeUnit.MILLISECONDS.sleep(Duration.between(Instant.now(), down.plusSeconds(30)).toMillis());
    dns.letAnswersLive(Duration.ofSeconds(30));
    var up = Instant.now();
    dns.start();
    disruptions.awaitInRotation("web", up);
    var report = traffic.stop();
    assertThat(report.failedReads()).isEmpty();
    assertThat(report.of("app").failed()).isEmpty();
    assertThat(report.lost()).isEmpty();
    assertThat(report.doubled()).isEmpty();
  }

  /** Those that it gives at the start are given for as long as the rollout takes. */
  @Test
  @Order(3)
  void rolloutAndScaleDownWhileAnswersAreOld() throws Exception {
    awaitTwoOfEach();
    traffic.start();

    disruptions.rollOut(BEHIND);
    apply(shop().replaceAll("((web|application): .*replicas: )2", "$11"));
    for (var tier : BEHIND) {
      disruptions.awaitPods(tier, 1);
    }

    assertNothingFailed(traffic.stop());
  }
}

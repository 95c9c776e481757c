package dev.threetier.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Tests with requests under way to an application that has two pods of each tier but the database.
 * What befalls the web tier befalls the application tier at the same time: whose requests failed is
 * told by their paths.
 */
@Isolated("it sends requests all the time")
abstract class TrafficTest extends OperatorTest {

  /** The tiers behind HAProxy. */
  static final String[] BEHIND = {"web", "app"};

  @RegisterExtension final Traffic traffic = new Traffic(this, "shop");

  final Disruptions disruptions = new Disruptions(this, "shop");

  @AfterAll
  void leaveNodes() {
    disruptions.end();
  }

  static String shop() {
    return minimal("shop").replace(SMALL, "").replace("replicas: 1", "replicas: 2");
  }

  void awaitTwoOfEach() {
    disruptions.awaitPods("lb", 2);
    disruptions.awaitPods("web", 2);
    disruptions.awaitPods("app", 2);
    for (var tier : BEHIND) {
      disruptions.awaitPodsInRotation(tier, 2);
    }
  }

  /** What is done to pods, and tells when it was. */
  interface Act {
    Instant to(List<Pod> pods) throws Exception;
  }

  /** What clients had until the pods that were struck were well again. */
  record Struck(TrafficReport report, Instant when, Instant healed) {}

  Struck hang() throws Exception {
    return strike(
        pods -> disruptions.signal(pods, "STOP"), pods -> disruptions.signal(pods, "CONT"));
  }

  /** As {@link #hang}, and connections to the pods cannot be made either. */
  Struck cutOff() throws Exception {
    return strike(disruptions::cutOff, disruptions::reconnect);
  }

  private Struck strike(Act blow, Act remedy) throws Exception {
    traffic.start();
    var pods = disruptions.oneOfEach(BEHIND);
    var when = blow.to(pods);
    TrafficReport report;
    Instant healed;
    try {
      TimeUnit.SECONDS.sleep(5);
      report = traffic.stop();
    } finally {
      healed = remedy.to(pods);
    }
    return new Struck(report, when, healed);
  }

  static void assertNothingFailed(TrafficReport report) {
    assertThat(report.failed()).isEmpty();
    assertThat(report.lost()).isEmpty();
    assertThat(report.doubled()).isEmpty();
  }

  /** A balancer that neither checks nor retries, and knows pods by DNS only. */
  static ConfigMap withoutGuards(ConfigMap map) {
    var configuration =
        map.getData()
            .get("haproxy.cfg")
            .replaceAll(
                "(?m)^ *(option redispatch|retry-on|default-server|server service).*\\n", "")
            .replace("retries 3", "retries 0")
            // Sends less to a pod that answers late.
            .replace("leastconn", "roundrobin");
    map.getData().put("haproxy.cfg", configuration);
    return map;
  }
}

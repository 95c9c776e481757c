package dev.threetier.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Tests with requests under way to an application that has two pods of each tier but the database.
 * What befalls the web tier befalls the application tier at the same time: whose requests failed is
 * told by their paths.
 */
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
    return minimal("shop").replace("replicas: 1", "replicas: 2");
  }

  void awaitTwoOfEach() {
    disruptions.awaitPods("lb", 2);
    disruptions.awaitPods("web", 2);
    disruptions.awaitPods("app", 2);
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

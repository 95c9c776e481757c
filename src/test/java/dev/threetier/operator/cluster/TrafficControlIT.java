package dev.threetier.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The events of {@link TrafficIT} without what guards against them: pods that do not drain, a
 * balancer that neither checks nor retries and knows pods by DNS only. Each has to show failures,
 * or {@link TrafficIT} would be blind to them.
 */
class TrafficControlIT extends TrafficTest {

  @BeforeAll
  void createApplicationWithoutGuards() {
    apply(shop());
    awaitReady("shop");
    // It would put everything back.
    operator.close();
    edit(
        ConfigMap.class,
        haproxyConfiguration("shop").getMetadata().getName(),
        TrafficControlIT::withoutChecks);
    for (var tier : List.of("lb", "web", "app")) {
      edit(Deployment.class, "shop-" + tier, TrafficControlIT::withoutDrain);
      disruptions.rollOut(tier);
    }
  }

  @BeforeEach
  void awaitPods() {
    awaitTwoOfEach();
  }

  @ParameterizedTest
  @ValueSource(strings = {"web", "app"})
  void rollout(String tier) throws Exception {
    traffic.start();

    disruptions.rollOut(tier);

    assertSomethingFailed();
  }

  @ParameterizedTest
  @ValueSource(strings = {"web", "app"})
  void fromManyPodsToOne(String tier) throws Exception {
    disruptions.scale(tier, 4);
    traffic.start();

    disruptions.scale(tier, 1);

    assertSomethingFailed();
    disruptions.scale(tier, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"web", "app"})
  void aPodIsDeleted(String tier) throws Exception {
    traffic.start();

    disruptions.delete(tier);

    assertSomethingFailed();
  }

  @ParameterizedTest
  @ValueSource(strings = {"web", "app"})
  void aPodIsDeletedByForce(String tier) throws Exception {
    traffic.start();

    disruptions.forceDelete(pods("shop", tier).getFirst());

    assertSomethingFailed();
  }

  @ParameterizedTest
  @ValueSource(strings = {"web", "app"})
  void aPodIsKilled(String tier) throws Exception {
    traffic.start();

    disruptions.signal(pods("shop", tier).getFirst(), "KILL");

    assertSomethingFailed();
  }

  /** Nothing guards against it; without drain a rollout of HAProxy fails too few to be sure of. */
  @Test
  void haproxyIsKilled() throws Exception {
    traffic.start();

    disruptions.signal(pods("shop", "lb").getFirst(), "KILL");

    TimeUnit.SECONDS.sleep(3);
    assertSomethingFailed();
  }

  /** With guards, requests fail too that the pod has taken, but none that come later. */
  @ParameterizedTest
  @ValueSource(strings = {"web", "app"})
  void aPodHangs(String tier) throws Exception {
    traffic.start();
    var pod = pods("shop", tier).getFirst();

    var when = disruptions.signal(pod, "STOP");

    TimeUnit.SECONDS.sleep(5);
    var report = traffic.stop();
    disruptions.forceDelete(pod);
    assertThat(report.failed())
        .anySatisfy(request -> assertThat(request.sent()).isAfter(when.plus(TrafficIT.NOTICED_IN)));
  }

  private void assertSomethingFailed() throws Exception {
    assertThat(traffic.stop().failed()).isNotEmpty();
  }

  private static Deployment withoutDrain(Deployment deployment) {
    var container = deployment.getSpec().getTemplate().getSpec().getContainers().getFirst();
    container.setLifecycle(null);
    // The sample has a drain of its own.
    container.getEnv().add(new EnvVar("DRAIN_SECONDS", "0", null));
    return deployment;
  }

  private static ConfigMap withoutChecks(ConfigMap map) {
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

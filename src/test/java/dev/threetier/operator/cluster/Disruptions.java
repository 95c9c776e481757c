package dev.threetier.operator.cluster;

import static org.awaitility.Awaitility.await;

import dev.threetier.operator.blueprint.LoadBalancerTier;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What happens to the pods of an application while it serves. */
final class Disruptions {

  private static final Duration SETTLED_IN = Duration.ofMinutes(2);

  private final OperatorTest test;
  private final String app;

  Disruptions(OperatorTest test, String app) {
    this.test = test;
    this.app = app;
  }

  /** Replaces all pods of a tier, as kubectl's rollout restart does. */
  void rollOut(String tier) {
    var old = test.uids(test.pods(app, tier));
    var deployment = deployment(tier).rolling().restart();
    await().atMost(SETTLED_IN).until(() -> old.stream().noneMatch(test.uids(all(tier))::contains));
    awaitPods(tier, deployment.getSpec().getReplicas());
  }

  /** Waits until a tier has so many pods, all of them ready, and none that still stops. */
  void awaitPods(String tier, int number) {
    await()
        .atMost(SETTLED_IN)
        .until(
            () ->
                all(tier).size() == number
                    && test.pods(app, tier).stream().filter(Readiness::isPodReady).count()
                        == number);
  }

  /** Behind the operator's back. */
  void scale(String tier, int replicas) {
    deployment(tier).scale(replicas);
    awaitPods(tier, replicas);
  }

  /** Deletes one of a tier's pods, and waits until another has taken its place. */
  void delete(String tier) {
    var pods = test.pods(app, tier);
    test.client.resource(pods.getFirst()).delete();
    await()
        .atMost(SETTLED_IN)
        .until(() -> !test.uids(all(tier)).contains(pods.getFirst().getMetadata().getUid()));
    awaitPods(tier, pods.size());
  }

  /** Ends a pod's processes at once, and tells when. */
  Instant forceDelete(Pod pod) {
    var now = Instant.now();
    test.client.resource(pod).withGracePeriod(0).delete();
    return now;
  }

  /** Sends a signal to all processes of a pod, by way of its node, and tells when. */
  Instant signal(Pod pod, String signal) throws Exception {
    var container =
        pod.getStatus().getContainerStatuses().stream()
            .filter(status -> !status.getName().equals(LoadBalancerTier.RELOADER))
            .findFirst()
            .orElseThrow()
            .getContainerID();
    // Some end with their parent before their turn comes.
    var script =
        "kill -%s $(grep -ls %s /proc/[0-9]*/cgroup | cut -d/ -f3); date +%%s%%3N"
            .formatted(signal, container.substring(container.indexOf("://") + 3));
    var node = test.client.resource(shellOn(pod.getSpec().getNodeName())).create();
    try {
      test.client.resource(node).waitUntilReady(1, TimeUnit.MINUTES);
      return Instant.ofEpochMilli(Long.parseLong(test.run(node, script).strip()));
    } finally {
      test.client.resource(node).withGracePeriod(0).delete();
    }
  }

  /**
   * When the last of the balancers took a pod of the tier out of rotation after that time, or that
   * time if none had to: what they log of it, with the times of the container runtime.
   */
  Instant outOfRotation(String tier, Instant since) {
    return test.pods(app, "lb").stream()
        .map(balancer -> firstLoss(balancer, tier, since))
        .max(Instant::compareTo)
        .orElseThrow();
  }

  private Instant firstLoss(Pod balancer, String tier, Instant since) {
    var log = test.client.pods().resource(balancer).inContainer("lb").usingTimestamps().getLog();
    var losses =
        Arrays.stream(log.split("\n"))
            .filter(line -> line.matches(".*Server " + tier + "/pod\\d+ .*\\bDOWN\\b.*"))
            .map(line -> Instant.parse(line.substring(0, line.indexOf(' '))))
            .filter(time -> time.isAfter(since))
            .toList();
    // A container may be there again before a balancer has missed it.
    return losses.isEmpty() ? since : losses.getFirst();
  }

  private RollableScalableResource<Deployment> deployment(String tier) {
    return test.client.apps().deployments().inNamespace(test.namespace).withName(app + "-" + tier);
  }

  private List<Pod> all(String tier) {
    return test.client
        .pods()
        .inNamespace(test.namespace)
        .withLabel("app.kubernetes.io/instance", app)
        .withLabel("app.kubernetes.io/component", tier)
        .list()
        .getItems();
  }

  /** Sees the processes of the whole node, which no pod in the test's own namespace may. */
  private static Pod shellOn(String node) {
    return new PodBuilder()
        .withNewMetadata()
        .withGenerateName("node-shell-")
        .withNamespace("default")
        .endMetadata()
        .withNewSpec()
        .withNodeName(node)
        .withHostPID(true)
        .withRestartPolicy("Never")
        .addNewContainer()
        .withName("shell")
        .withImage(InProcessOperator.operatorConfig().images().nginx())
        .withCommand("sleep", "300")
        .withNewSecurityContext()
        .withPrivileged(true)
        .endSecurityContext()
        .endContainer()
        .endSpec()
        .build();
  }
}

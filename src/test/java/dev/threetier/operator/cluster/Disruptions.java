package dev.threetier.operator.cluster;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static org.awaitility.Awaitility.await;

import dev.threetier.operator.blueprint.TriedConfiguration;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What happens to the pods of an application while it serves. */
final class Disruptions {

  private static final Duration SETTLED_IN = Duration.ofMinutes(2);
  private static final int METRICS_PORT = 8404;

  private final OperatorTest test;
  private final String app;
  private final NodeShells nodes;

  Disruptions(OperatorTest test, String app) {
    this(test, app, new NodeShells(test));
  }

  /** By shells that may be there already. */
  Disruptions(OperatorTest test, String app, NodeShells nodes) {
    this.test = test;
    this.app = app;
    this.nodes = nodes;
  }

  /** Replaces all pods of tiers, of all at the same time, as kubectl's rollout restart does. */
  void rollOut(String... tiers) {
    replace(tier -> deployment(tier).rolling().restart(), tiers);
  }

  /** Replaces all pods of tiers, at the same time, by others. */
  void rollOut(UnaryOperator<Deployment> change, String... tiers) {
    replace(tier -> deployment(tier).edit(change), tiers);
  }

  private void replace(Function<String, Deployment> action, String... tiers) {
    var old = Stream.of(tiers).flatMap(tier -> test.uids(test.pods(app, tier)).stream()).toList();
    var replicas =
        Stream.of(tiers)
            .collect(
                toMap(Function.identity(), tier -> action.apply(tier).getSpec().getReplicas()));
    replicas.forEach(
        (tier, number) -> {
          await()
              .atMost(SETTLED_IN)
              .until(() -> old.stream().noneMatch(test.uids(all(tier))::contains));
          awaitPods(tier, number);
        });
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

  /** Waits until each of the balancers sends requests to so many pods of a tier. */
  void awaitPodsInRotation(String tier, int number) {
    var one =
        Pattern.compile(
            "(?m)^haproxy_server_status\\{proxy=\"%s\",server=\"pod\\d+\",state=\"UP\"} 1$"
                .formatted(tier));
    for (var balancer : test.pods(app, "lb")) {
      await()
          .atMost(SETTLED_IN)
          .until(() -> one.matcher(metrics(balancer)).results().count() == number);
    }
  }

  private String metrics(Pod balancer) throws Exception {
    try (var http = new Http(test.client, balancer, METRICS_PORT)) {
      return http.get("/metrics").body();
    }
  }

  /** Behind the operator's back, of all tiers at the same time. */
  void scale(int replicas, String... tiers) {
    Stream.of(tiers).forEach(tier -> deployment(tier).scale(replicas));
    Stream.of(tiers).forEach(tier -> awaitPods(tier, replicas));
  }

  /** Deletes one pod of each tier, and waits until others have taken their places. */
  void delete(String... tiers) {
    var replicas =
        Stream.of(tiers).collect(toMap(Function.identity(), tier -> test.pods(app, tier).size()));
    var deleted = oneOfEach(tiers);
    deleted.forEach(pod -> test.client.resource(pod).delete());
    var uids = test.uids(deleted);
    replicas.forEach(
        (tier, number) -> {
          await()
              .atMost(SETTLED_IN)
              .until(() -> test.uids(all(tier)).stream().noneMatch(uids::contains));
          awaitPods(tier, number);
        });
  }

  List<Pod> oneOfEach(String... tiers) {
    return Stream.of(tiers).map(tier -> test.pods(app, tier).getFirst()).toList();
  }

  /** Ends the pods' processes at once, and tells when. */
  Instant forceDelete(List<Pod> pods) {
    var now = Instant.now();
    pods.forEach(pod -> test.client.resource(pod).withGracePeriod(0).delete());
    return now;
  }

  /** Sends a signal to all processes of the pods, by way of their nodes, and tells when. */
  Instant signal(List<Pod> pods, String signal) throws Exception {
    return onNodes(
        pods,
        some ->
            // Some end with their parent before their turn comes.
            "kill -%s $(grep -ls %s /proc/[0-9]*/cgroup | cut -d/ -f3) || true"
                .formatted(
                    signal,
                    some.stream().map(pod -> "-e " + container(pod)).collect(joining(" "))));
  }

  private static String container(Pod pod) {
    var status = pod.getStatus();
    var id =
        Stream.concat(
                status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
            .filter(container -> container.getState().getRunning() != null)
            .filter(container -> !container.getName().equals(TriedConfiguration.RELOADER))
            .findFirst()
            .map(ContainerStatus::getContainerID)
            .orElseThrow();
    return id.substring(id.indexOf("://") + 3);
  }

  /**
   * Drops what the pods and other pods send each other, and tells since when. To their kubelets,
   * and so to Kubernetes, they stay ready, as those of a node do that is cut off from the others.
   */
  Instant cutOff(List<Pod> pods) throws Exception {
    return onNodes(pods, some -> forwarding("--insert", some));
  }

  /** Takes that back, and tells since when pods may be reached. */
  Instant reconnect(List<Pod> pods) throws Exception {
    var now = Instant.now();
    onNodes(pods, some -> forwarding("--delete", some));
    return now;
  }

  /** All at once, however long others are at work on the same rules. */
  private static String forwarding(String action, List<Pod> pods) {
    return NodeShells.inNode(
        "printf \"%s\" | iptables-restore --noflush --wait"
            .formatted(
                pods.stream()
                    .map(pod -> pod.getStatus().getPodIP())
                    .flatMap(ip -> Stream.of("--source " + ip, "--destination " + ip))
                    .map(side -> "%s FORWARD %s --jump DROP".formatted(action, side))
                    .collect(joining("\\n", "*filter\\n", "\\nCOMMIT\\n"))));
  }

  private Instant onNodes(List<Pod> pods, Function<List<Pod>, String> script) throws Exception {
    var last = Instant.MIN;
    for (var node : byNode(pods).entrySet()) {
      last = nodes.run(node.getKey(), script.apply(node.getValue()));
    }
    return last;
  }

  private static Map<String, List<Pod>> byNode(List<Pod> pods) {
    return pods.stream().collect(groupingBy(pod -> pod.getSpec().getNodeName()));
  }

  /**
   * When the last of the balancers took a pod of the tier out of rotation after that time, or that
   * time if none had to.
   */
  Instant outOfRotation(String tier, Instant since) {
    // A container may be there again before a balancer has missed it.
    return test.pods(app, "lb").stream()
        .map(balancer -> firstTold(balancer, tier, "DOWN", since).orElse(since))
        .max(Instant::compareTo)
        .orElseThrow();
  }

  /** Waits until each of the balancers has put a pod of the tier into rotation after that time. */
  Instant awaitInRotation(String tier, Instant since) {
    return test.pods(app, "lb").stream()
        .map(
            balancer ->
                await()
                    .atMost(SETTLED_IN)
                    .until(() -> firstTold(balancer, tier, "UP", since), Optional::isPresent)
                    .orElseThrow())
        .max(Instant::compareTo)
        .orElseThrow();
  }

  /** What a balancer logs, with the times of the container runtime. */
  private Optional<Instant> firstTold(Pod balancer, String tier, String state, Instant since) {
    var log = test.client.pods().resource(balancer).inContainer("lb").usingTimestamps().getLog();
    return Arrays.stream(log.split("\n"))
        .filter(line -> line.matches(".*Server " + tier + "/pod\\d+ .*\\b" + state + "\\b.*"))
        .map(line -> Instant.parse(line.substring(0, line.indexOf(' '))))
        .filter(time -> time.isAfter(since))
        .findFirst();
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

  /** Leaves nothing on the nodes. */
  void end() {
    nodes.end();
  }
}

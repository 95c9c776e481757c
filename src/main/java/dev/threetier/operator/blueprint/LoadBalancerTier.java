package dev.threetier.operator.blueprint;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;

/** HAProxy: what the load balancer tier has of its own. */
final class LoadBalancerTier {

  /** Health and metrics; apart from the serving port so that load does not fail a probe. */
  static final int HEALTH_PORT = 8404;

  private static final String CONFIG_FILE = "haproxy.cfg";
  private static final String RUN_DIR = "/run/haproxy";

  // User and group of the official image.
  private static final long HAPROXY = 99;

  // preStop (5 s) + hard-stop-after (50 s) + time to exit.
  private static final int GRACE_PERIOD_SECONDS = 60;

  /**
   * SIGTERM is a hard stop for HAProxy, SIGUSR1 a soft one. Endpoints are given five seconds to
   * forget the pod; with less, rollouts lost requests.
   */
  private static final String SOFT_STOP =
      "sleep 5; kill -USR1 1; while kill -0 1 2>/dev/null; do sleep 1; done";

  private LoadBalancerTier() {}

  static TierPlan plan(Scope scope) {
    var spec = scope.spec().loadBalancer();
    var image = spec.image() != null ? spec.image() : scope.config().images().haproxy();
    var container =
        Pods.container(Tier.LOAD_BALANCER, image)
            .withCommand("haproxy", "-W", "-db", "-f", Pods.CONFIG_DIR + "/" + CONFIG_FILE)
            .withPorts(Pods.port(Pods.SERVING_PORT, spec.port()), Pods.port("health", HEALTH_PORT))
            .withResources(
                Pods.resources(
                    spec.resources(),
                    Pods.cpuAndMemory("50m", "64Mi"),
                    Map.of("memory", new Quantity("256Mi"))))
            .withVolumeMounts(
                Pods.readOnlyMount("config", Pods.CONFIG_DIR), Pods.mount("run", RUN_DIR))
            .withLifecycle(Pods.beforeStop(SOFT_STOP));
    return new TierPlan(
        Tier.LOAD_BALANCER,
        Pods.withProbes(
            container,
            spec.probes(),
            Pods.readiness(Pods.http("/readyz", "health")),
            Pods.liveness(Pods.http("/healthz", "health")),
            Pods.startup(Pods.http("/healthz", "health"), 60)),
        List.of(),
        List.of(
            Pods.configuration("config", scope.names().tier(Tier.LOAD_BALANCER)),
            Pods.memory("run", "8Mi")),
        Pods.runAs(HAPROXY),
        true,
        GRACE_PERIOD_SECONDS,
        Map.of(CONFIG_FILE, HaproxyConfiguration.of(scope, RUN_DIR)),
        Map.of());
  }
}

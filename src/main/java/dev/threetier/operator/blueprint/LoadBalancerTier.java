package dev.threetier.operator.blueprint;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;
import java.util.Map;

/** HAProxy: what the load balancer tier has of its own. */
public final class LoadBalancerTier {

  /** Health and metrics; apart from the serving port so that load does not fail a probe. */
  static final int HEALTH_PORT = 8404;

  /** Served on when the application has certificates. */
  static final int HTTPS_PORT = 8443;

  static final String HTTPS = "https";

  private static final String RUN_DIR = "/run/haproxy";

  // User and group of the official image.
  private static final long HAPROXY = 99;

  // The script's drain (5 s) and stop (50 s), and time to exit.
  private static final int GRACE_PERIOD_SECONDS = 60;

  private LoadBalancerTier() {}

  static TierPlan plan(Scope scope) {
    var spec = scope.spec().loadBalancer();
    var image = spec.image() != null ? spec.image() : scope.config().images().haproxy();
    var container =
        Pods.container(Tier.LOAD_BALANCER, image)
            .withCommand(script("start"))
            .withPorts(
                Pods.port(Pods.SERVING_PORT, spec.port()),
                Pods.port(HTTPS, HTTPS_PORT),
                Pods.port("health", HEALTH_PORT))
            .withResources(
                Pods.resources(
                    spec.resources(),
                    Pods.cpuAndMemory("50m", "64Mi"),
                    Map.of("memory", new Quantity("256Mi"))))
            .withVolumeMounts(mounts())
            .withLifecycle(Pods.beforeStop(String.join(" ", script("stop"))));
    var files = HaproxyFiles.of(scope, image, HaproxyConfiguration.of(scope, RUN_DIR));
    return new TierPlan(
        Tier.LOAD_BALANCER,
        Pods.withProbes(
            container,
            spec.probes(),
            Pods.readiness(Pods.http("/readyz", "health")),
            Pods.liveness(Pods.http("/healthz", "health")),
            Pods.startup(Pods.http("/healthz", "health"), 60)),
        List.of(
            Pods.reloader(Tier.LOAD_BALANCER, image, spec.resources())
                .withCommand(script("watch"))
                .withVolumeMounts(mounts())
                .build()),
        true,
        List.of(),
        List.of(
            Pods.configuration("config", files.configMap()),
            // It comes and goes with the certificates, and no pod for that.
            Pods.optionalSecret("certificates", scope.names().certificates()),
            Pods.memory("run", "8Mi")),
        Pods.runAs(HAPROXY),
        true,
        GRACE_PERIOD_SECONDS,
        files,
        Map.of());
  }

  private static List<VolumeMount> mounts() {
    return List.of(
        Pods.readOnlyMount("config", Pods.CONFIG_DIR),
        Pods.readOnlyMount("certificates", Certificates.DIRECTORY),
        Pods.mount("run", RUN_DIR));
  }

  private static List<String> script(String action) {
    return List.of("sh", Pods.CONFIG_DIR + "/" + HaproxyFiles.SCRIPT, action);
  }
}

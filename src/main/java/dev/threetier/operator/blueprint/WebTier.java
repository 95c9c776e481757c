package dev.threetier.operator.blueprint;

import dev.threetier.operator.api.v1alpha1.WebSpec;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** nginx, or a server of the user's: what the web tier has of its own. */
final class WebTier {

  private static final String CONFIG_FILE = "nginx.conf";
  private static final String CONTENT_DIR = "/srv/www";
  private static final String IMAGE_CONTENT_DIR = "/usr/share/nginx/html";

  // User and group of the official nginx image.
  private static final long NGINX = 101;

  private WebTier() {}

  static TierPlan plan(Scope scope) {
    var image = scope.spec().web().image();
    return image == null ? nginx(scope) : ownServer(scope, image);
  }

  static Probe readiness(WebSpec spec) {
    var wanted = spec.probes().readiness();
    return wanted != null
        ? wanted
        : Pods.readiness(
            spec.image() == null
                ? Pods.http(NginxConfiguration.HEALTH_PATH, Pods.SERVING_PORT)
                : Pods.tcp(Pods.SERVING_PORT));
  }

  private static TierPlan nginx(Scope scope) {
    var spec = scope.spec().web();
    var content = spec.content();
    var volumes = new ArrayList<Volume>();
    var mounts = new ArrayList<VolumeMount>();
    volumes.add(Pods.configuration("config", scope.names().tier(Tier.WEB)));
    mounts.add(Pods.readOnlyMount("config", Pods.CONFIG_DIR));
    volumes.add(Pods.scratch("tmp", "64Mi"));
    mounts.add(Pods.mount("tmp", "/tmp"));
    if (content != null) {
      volumes.add(Pods.configuration("content", content.configMapName()));
      mounts.add(Pods.readOnlyMount("content", CONTENT_DIR));
    }
    var container =
        container(scope, scope.config().images().nginx())
            .withCommand("nginx", "-c", Pods.CONFIG_DIR + "/" + CONFIG_FILE, "-g", "daemon off;")
            .withResources(
                Pods.resources(
                    spec.resources(),
                    Pods.cpuAndMemory("20m", "32Mi"),
                    Map.of("memory", new Quantity("128Mi"))))
            .withVolumeMounts(mounts)
            // nginx stops by SIGQUIT after its connections are served; SIGTERM drops them.
            .withLifecycle(
                Pods.beforeStop(
                    "sleep %d; kill -QUIT 1; while kill -0 1 2>/dev/null; do sleep 1; done"
                        .formatted(Pods.DRAIN_SECONDS)));
    var health = Pods.http(NginxConfiguration.HEALTH_PATH, Pods.SERVING_PORT);
    return new TierPlan(
        Tier.WEB,
        Pods.withProbes(
            container,
            spec.probes(),
            readiness(spec),
            Pods.liveness(health),
            Pods.startup(health, 60)),
        List.of(),
        false,
        List.of(),
        volumes,
        Pods.runAs(NGINX),
        true,
        Pods.GRACE_PERIOD_SECONDS,
        ConfigFiles.readAtStart(
            scope.names().tier(Tier.WEB),
            Map.of(
                CONFIG_FILE,
                NginxConfiguration.of(
                    spec.port(), content == null ? IMAGE_CONTENT_DIR : CONTENT_DIR))),
        Map.of());
  }

  private static TierPlan ownServer(Scope scope, String image) {
    var spec = scope.spec().web();
    var container =
        container(scope, image)
            .withCommand(spec.command())
            .withArgs(spec.args())
            .withResources(
                Pods.resources(spec.resources(), Pods.cpuAndMemory("20m", "32Mi"), Map.of()))
            .withVolumeMounts(Pods.mount("tmp", "/tmp"))
            .withLifecycle(Pods.drainBeforeStop());
    return new TierPlan(
        Tier.WEB,
        Pods.withProbes(
            container,
            spec.probes(),
            readiness(spec),
            Pods.liveness(Pods.tcp(Pods.SERVING_PORT)),
            Pods.startup(Pods.tcp(Pods.SERVING_PORT), 300)),
        List.of(),
        false,
        List.of(),
        List.of(Pods.scratch("tmp", "256Mi")),
        Pods.runAs(Optional.ofNullable(spec.runAsUser())),
        true,
        Pods.GRACE_PERIOD_SECONDS,
        ConfigFiles.none(),
        Map.of());
  }

  private static ContainerBuilder container(Scope scope, String image) {
    var spec = scope.spec().web();
    var injected =
        List.of(
            Environment.value("PORT", String.valueOf(spec.port())),
            Environment.value("APPLICATION_URL", "http://" + scope.names().tier(Tier.APPLICATION)));
    return Pods.container(Tier.WEB, image)
        .withPorts(Pods.port(Pods.SERVING_PORT, spec.port()))
        .withEnv(Environment.merge(injected, spec.env()))
        .withEnvFrom(Environment.sources(spec.envFrom()));
  }
}

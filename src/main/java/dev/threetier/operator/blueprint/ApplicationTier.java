package dev.threetier.operator.blueprint;

import dev.threetier.operator.api.v1alpha1.ApplicationSpec;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Probe;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The user's image with its database connection: what the application tier has of its own. */
final class ApplicationTier {

  private ApplicationTier() {}

  static TierPlan plan(Scope scope) {
    var spec = scope.spec().application();
    var container =
        Pods.container(Tier.APPLICATION, spec.image())
            .withCommand(spec.command())
            .withArgs(spec.args())
            .withPorts(Pods.port(Pods.SERVING_PORT, spec.port()))
            .withEnv(
                Environment.merge(PostgresqlTls.verified(connection(scope), scope), spec.env()))
            .withEnvFrom(Environment.sources(spec.envFrom()))
            .withResources(
                Pods.resources(spec.resources(), Pods.cpuAndMemory("100m", "128Mi"), Map.of()))
            .withVolumeMounts(Pods.mount("tmp", "/tmp"))
            .addAllToVolumeMounts(PostgresqlTls.clientMounts(scope))
            .withLifecycle(Pods.drainBeforeStop());
    var health = Pods.http("/healthz", Pods.SERVING_PORT);
    return new TierPlan(
        Tier.APPLICATION,
        Pods.withProbes(
            container,
            spec.probes(),
            readiness(spec),
            Pods.liveness(health),
            Pods.startup(health, 300)),
        List.of(),
        false,
        List.of(),
        Stream.concat(
                Stream.of(Pods.scratch("tmp", "256Mi")),
                PostgresqlTls.clientVolumes(scope).stream())
            .toList(),
        Pods.runAs(Optional.ofNullable(spec.runAsUser())),
        true,
        Pods.GRACE_PERIOD_SECONDS,
        ConfigFiles.none(),
        rollOn(scope));
  }

  private static Map<String, String> rollOn(Scope scope) {
    var texts = new TreeMap<>(PostgresqlTls.clientsRollOn(scope));
    texts.put("credentials", scope.database().credentials());
    return texts;
  }

  static Probe readiness(ApplicationSpec spec) {
    var wanted = spec.probes().readiness();
    return wanted != null ? wanted : Pods.readiness(Pods.http("/readyz", Pods.SERVING_PORT));
  }

  private static List<EnvVar> connection(Scope scope) {
    var secret = scope.names().credentials();
    var own =
        Stream.of(
            Environment.value("PORT", String.valueOf(scope.spec().application().port())),
            Environment.fromSecret("DATABASE_URL", secret, Secrets.URI),
            Environment.fromSecret("JDBC_DATABASE_URL", secret, Secrets.JDBC_URL));
    return Stream.concat(own, Secrets.libpq(secret).stream()).toList();
  }
}

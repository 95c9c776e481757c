package dev.threetier.operator.blueprint;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A server that somebody else runs: the tier's pod asks it whether it answers. */
record ExternalDatabase(Scope scope) implements ToldDatabase {

  private static final String SCRIPT = "ask.sh";
  private static final String SCRIPT_TEXT = Resources.text(SCRIPT);
  private static final int GRACE_PERIOD_SECONDS = 10;

  ExternalDatabase {
    ToldDatabase.hidesNothing(scope, "database.external");
  }

  @Override
  public Optional<NetworkPolicyPort> outside() {
    return connection().map(known -> Policies.port("TCP", new IntOrString(known.port())));
  }

  @Override
  public Optional<TierPlan> plan() {
    var files =
        ConfigFiles.readAtStart(scope.names().tier(Tier.DATABASE), Map.of(SCRIPT, SCRIPT_TEXT));
    return Optional.of(
        new TierPlan(
            Tier.DATABASE,
            container("watch")
                .withReadinessProbe(
                    Pods.shell("test -e /tmp/answers")
                        .withPeriodSeconds(2)
                        .withTimeoutSeconds(5)
                        .withFailureThreshold(1)
                        .build())
                .build(),
            List.of(),
            false,
            List.of(first()),
            Stream.concat(
                    Stream.of(
                        Pods.scratch("tmp", "16Mi"),
                        Pods.configuration("config", scope.names().tier(Tier.DATABASE))),
                    PostgresqlTls.clientVolumes(scope).stream())
                .toList(),
            DatabaseTier.user(),
            false,
            GRACE_PERIOD_SECONDS,
            files,
            Map.of("credentials", credentials())));
  }

  private Container first() {
    return container("connect").withName("connect").build();
  }

  private ContainerBuilder container(String command) {
    return Pods.container(Tier.DATABASE, DatabaseTier.image(scope))
        .withCommand("sh", Pods.CONFIG_DIR + "/" + SCRIPT, command)
        .withResources(
            Pods.resources(
                null, Pods.cpuAndMemory("5m", "16Mi"), Pods.cpuAndMemory("200m", "64Mi")))
        .withEnv(
            Stream.of(
                    Secrets.libpq(scope.names().credentials()),
                    PostgresqlTls.verification(scope),
                    List.of(Environment.value("PGCONNECT_TIMEOUT", "5")))
                .flatMap(List::stream)
                .toList())
        .withVolumeMounts(Pods.mount("tmp", "/tmp"), Pods.readOnlyMount("config", Pods.CONFIG_DIR))
        .addAllToVolumeMounts(PostgresqlTls.clientMounts(scope));
  }
}

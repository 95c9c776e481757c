package dev.threetier.operator.blueprint;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A server that somebody else runs: the tier's pod asks it whether it answers. */
record ExternalDatabase(Scope scope) implements Database {

  private static final String SCRIPT = "ask.sh";
  private static final String SCRIPT_TEXT = Resources.text(SCRIPT);
  private static final int GRACE_PERIOD_SECONDS = 10;

  ExternalDatabase {
    if (scope.facts().volume().isPresent()) {
      throw new UnsupportedSpecException(
          "PersistentVolumeClaim %s holds a database that an earlier application of this name has left, and database.external would hide it: give this application another name, or delete the claim"
              .formatted(scope.names().volume()));
    }
  }

  private Optional<ExternalConnection> connection() {
    return scope.facts().external();
  }

  @Override
  public boolean isKnown() {
    return connection().isPresent();
  }

  /** A copy, for the user's may go, and may lack what the application is to be told. */
  @Override
  public List<Secret> secrets() {
    return connection().stream()
        .map(
            known ->
                new SecretBuilder()
                    .withMetadata(scope.metadata(Tier.DATABASE, scope.names().credentials()))
                    .withType("Opaque")
                    .withData(Secrets.base64(known.data()))
                    .build())
        .toList();
  }

  @Override
  public List<PersistentVolumeClaim> volumes() {
    return List.of();
  }

  @Override
  public List<Service> services() {
    return List.of();
  }

  @Override
  public String credentials() {
    return connection().map(known -> Digest.of(known.data())).orElse("");
  }

  @Override
  public Optional<String> authority() {
    return connection().map(ExternalConnection::authority).filter(pem -> !pem.isEmpty());
  }

  @Override
  public boolean hasParameters(String key) {
    return connection().map(ExternalConnection::data).stream()
        .anyMatch(data -> data.getOrDefault(key, "").contains("?"));
  }

  @Override
  public Optional<NetworkPolicyPort> outside() {
    return connection().map(known -> Policies.port("TCP", new IntOrString(known.port())));
  }

  @Override
  public TierPlan plan() {
    var files =
        ConfigFiles.readAtStart(scope.names().tier(Tier.DATABASE), Map.of(SCRIPT, SCRIPT_TEXT));
    return new TierPlan(
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
        Map.of("credentials", credentials()));
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

package dev.threetier.operator.blueprint;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** A server on a volume. */
record OwnDatabase(Scope scope) implements Database {

  @Override
  public boolean isKnown() {
    return !PostgresqlTls.isAwaited(scope) && !InitialSql.isAwaited(scope);
  }

  @Override
  public Optional<TierPlan> plan() {
    return Optional.of(DatabaseTier.plan(scope));
  }

  @Override
  public List<Secret> secrets() {
    return Stream.of(
            Secrets.of(scope).stream(), MonitorAccess.secret(scope), PostgresqlTls.secrets(scope))
        .flatMap(Function.identity())
        .toList();
  }

  @Override
  public List<PersistentVolumeClaim> volumes() {
    return List.of(Volumes.of(scope));
  }

  @Override
  public List<Service> services() {
    return List.of(Services.ofDatabase(scope));
  }

  @Override
  public String credentials() {
    return scope.facts().credentials().digest();
  }

  @Override
  public Optional<String> authority() {
    return Optional.ofNullable(scope.spec().database().tls())
        .map(tls -> PostgresqlTls.authority(scope));
  }

  @Override
  public boolean hasParameters(String key) {
    return false;
  }

  @Override
  public Optional<NetworkPolicyPort> outside() {
    return Optional.empty();
  }
}

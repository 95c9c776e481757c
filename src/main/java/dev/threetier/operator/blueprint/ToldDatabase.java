package dev.threetier.operator.blueprint;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Optional;

/** A database that the operator does not run, but is told how to reach by a Secret. */
sealed interface ToldDatabase extends Database permits ExternalDatabase, ClusteredDatabase {

  /** An earlier application of the name may have left a database of its own. */
  static void hidesNothing(Scope scope, String field) {
    if (scope.facts().volume().isPresent()) {
      throw new UnsupportedSpecException(
          "PersistentVolumeClaim %s holds a database that an earlier application of this name has left, and %s would hide it: give this application another name, or delete the claim"
              .formatted(scope.names().volume(), field));
    }
  }

  default Optional<ExternalConnection> connection() {
    return scope().facts().external();
  }

  @Override
  default boolean isKnown() {
    return connection().isPresent();
  }

  /** A copy, for that one may go, and may lack what the application is to be told. */
  @Override
  default List<Secret> secrets() {
    return connection().stream()
        .map(
            known ->
                new SecretBuilder()
                    .withMetadata(scope().metadata(Tier.DATABASE, scope().names().credentials()))
                    .withType("Opaque")
                    .withData(Secrets.base64(known.data()))
                    .build())
        .toList();
  }

  @Override
  default List<PersistentVolumeClaim> volumes() {
    return List.of();
  }

  @Override
  default List<Service> services() {
    return List.of();
  }

  @Override
  default String credentials() {
    return connection().map(known -> Digest.of(known.data())).orElse("");
  }

  @Override
  default Optional<String> authority() {
    return connection().map(ExternalConnection::authority).filter(pem -> !pem.isEmpty());
  }

  @Override
  default boolean hasParameters(String key) {
    return connection().map(ExternalConnection::data).stream()
        .anyMatch(data -> data.getOrDefault(key, "").contains("?"));
  }
}

package dev.threetier.operator.blueprint;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.List;
import java.util.Optional;

/**
 * How the application is told of a server that the operator does not run: by a copy of a Secret.
 */
record SecretConnection(Scope scope, String field) {

  SecretConnection {
    if (scope.facts().volume().isPresent()) {
      throw new UnsupportedSpecException(
          "PersistentVolumeClaim %s holds a database that an earlier application of this name has left, and %s would hide it: give this application another name, or delete the claim"
              .formatted(scope.names().volume(), field));
    }
  }

  Optional<ExternalConnection> known() {
    return scope.facts().external();
  }

  /** A copy, for the Secret may go, and may lack what the application is to be told. */
  List<Secret> copy() {
    return known().stream()
        .map(
            connection ->
                new SecretBuilder()
                    .withMetadata(scope.metadata(Tier.DATABASE, scope.names().credentials()))
                    .withType("Opaque")
                    .withData(Secrets.base64(connection.data()))
                    .build())
        .toList();
  }

  /** By which a change of it rolls the application. */
  String digest() {
    return known().map(connection -> Digest.of(connection.data())).orElse("");
  }

  Optional<String> authority() {
    return known().map(ExternalConnection::authority).filter(pem -> !pem.isEmpty());
  }

  /** Whether the URL of that key says by itself how to connect. */
  boolean hasParameters(String key) {
    return known().map(ExternalConnection::data).stream()
        .anyMatch(data -> data.getOrDefault(key, "").contains("?"));
  }
}

package dev.threetier.operator.blueprint;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.List;
import java.util.Optional;

/** What the application's database is: a server that the operator runs, or somebody else's. */
sealed interface Database permits OwnDatabase, ExternalDatabase {

  static Database of(Scope scope) {
    return scope.spec().database().external() == null
        ? new OwnDatabase(scope)
        : new ExternalDatabase(scope);
  }

  /** Whether the application can be told how to reach it. */
  boolean isKnown();

  TierPlan plan();

  List<Secret> secrets();

  List<PersistentVolumeClaim> volumes();

  List<Service> services();

  /** By which a change of the credentials rolls the application. */
  String credentials();

  /** By what the application verifies the server, if it is to. */
  Optional<String> authority();

  /** Whether the URL of that key says by itself how to connect. */
  boolean hasParameters(String key);

  /** Where it is reached if not in the tier's pods. */
  Optional<NetworkPolicyPort> outside();
}

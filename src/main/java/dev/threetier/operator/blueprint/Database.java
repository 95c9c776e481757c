package dev.threetier.operator.blueprint;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.List;
import java.util.Optional;

/**
 * What the application's database is: a server that the operator runs, somebody else's, or a
 * Cluster of CloudNativePG.
 */
sealed interface Database permits OwnDatabase, ToldDatabase {

  static Database of(Scope scope) {
    var spec = scope.spec().database();
    if (spec.cloudNativePg() != null) {
      return new ClusteredDatabase(scope);
    }
    return spec.external() == null ? new OwnDatabase(scope) : new ExternalDatabase(scope);
  }

  /** Whether the application can be told how to reach it. */
  boolean isKnown();

  /** The pods that the operator makes; none where somebody else makes them. */
  Optional<TierPlan> plan();

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

  /** The pods in which it is reached otherwise. */
  default LabelSelector pods() {
    return Deployments.selector(scope(), Tier.DATABASE);
  }

  Scope scope();
}

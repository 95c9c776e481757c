package dev.threetier.operator.reconciler;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.dependent.PostgresqlClusterDependent;
import dev.threetier.operator.dependent.ScheduledBackupDependent;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** Clusters of CloudNativePG. An application that asks for one does so for as long as it is. */
final class CloudNativePg extends OptionalKinds {

  CloudNativePg(KubernetesClient client, Clock clock) {
    super(
        "cloud-native-pg",
        Set.of("clusters.postgresql.cnpg.io", "scheduledbackups.postgresql.cnpg.io"),
        List.of(new PostgresqlClusterDependent(), new ScheduledBackupDependent()),
        client,
        clock);
  }

  @Override
  boolean concerns(ThreeTierApp app) {
    return app.getSpec().database().cloudNativePg() != null;
  }
}

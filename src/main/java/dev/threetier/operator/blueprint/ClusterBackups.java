package dev.threetier.operator.blueprint;

import dev.threetier.operator.api.cloudnativepg.ClusterSpec;
import dev.threetier.operator.api.cloudnativepg.ScheduledBackup;
import dev.threetier.operator.api.v1alpha1.CloudNativePg;
import dev.threetier.operator.api.v1alpha1.ClusterBackup;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The backups of a Cluster, in CloudNativePG's words. */
final class ClusterBackups {

  private ClusterBackups() {}

  static ClusterSpec.@Nullable Backup inCluster(CloudNativePg wanted) {
    var snapshot = wanted.backup() == null ? null : wanted.backup().volumeSnapshot();
    return snapshot == null
        ? null
        : new ClusterSpec.Backup(new ClusterSpec.VolumeSnapshot(snapshot.className()));
  }

  /** With the defaults of the API written out: the list is compared as a whole. */
  static @Nullable List<ClusterSpec.Plugin> plugins(CloudNativePg wanted) {
    var plugin = wanted.backup() == null ? null : wanted.backup().plugin();
    return plugin == null
        ? null
        : List.of(new ClusterSpec.Plugin(plugin.name(), true, true, plugin.parameters()));
  }

  /** It goes with the application; of the backups that it has had taken nothing goes. */
  static List<ScheduledBackup> scheduled(Scope scope) {
    return Optional.ofNullable(scope.spec().database().cloudNativePg())
        .filter(any -> scope.facts().cloudNativePg())
        .map(CloudNativePg::backup)
        .map(backup -> scheduled(scope, backup))
        .stream()
        .toList();
  }

  private static ScheduledBackup scheduled(Scope scope, ClusterBackup backup) {
    var scheduled = new ScheduledBackup();
    scheduled.setMetadata(scope.metadata(Tier.DATABASE, scope.names().cluster()));
    scheduled.setSpec(
        new ScheduledBackup.Spec(
            new LocalObjectReference(scope.names().cluster()),
            // Seconds come first.
            "0 " + backup.schedule(),
            backup.suspend(),
            backup.plugin() == null ? "volumeSnapshot" : "plugin",
            Optional.ofNullable(backup.plugin())
                .map(plugin -> new ScheduledBackup.Plugin(plugin.name(), plugin.parameters()))
                .orElse(null)));
    return scheduled;
  }
}

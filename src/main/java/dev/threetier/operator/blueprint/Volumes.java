package dev.threetier.operator.blueprint;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;

/** The database's volume. */
final class Volumes {

  private Volumes() {}

  static PersistentVolumeClaim of(Scope scope) {
    var storage = scope.spec().database().storage();
    return new PersistentVolumeClaimBuilder()
        .withMetadata(Secrets.metadata(scope, scope.names().volume()))
        .withNewSpec()
        .withAccessModes("ReadWriteOnce")
        .withStorageClassName(storage.storageClassName())
        .withNewResources()
        .addToRequests("storage", size(scope, new Quantity(storage.size())))
        .endResources()
        .endSpec()
        .build();
  }

  /** A retained volume may be larger than what is asked for now, and volumes do not shrink. */
  private static Quantity size(Scope scope, Quantity wanted) {
    return scope
        .facts()
        .volumeSize()
        .filter(
            existing -> existing.getNumericalAmount().compareTo(wanted.getNumericalAmount()) >= 0)
        .orElse(wanted);
  }
}

package dev.threetier.operator.blueprint;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The volumes of the database and of its backups. */
public final class Volumes {

  private static final String STORAGE = "storage";

  private Volumes() {}

  static PersistentVolumeClaim of(Scope scope) {
    var storage = Objects.requireNonNull(scope.spec().database().storage());
    var metadata = scope.dataMetadata(scope.names().volume());
    return claim(
        Restores.annotated(metadata, scope.facts().saved()),
        storage.storageClassName(),
        size(scope.facts().volume(), new Quantity(storage.size())));
  }

  static PersistentVolumeClaim claim(
      ObjectMeta metadata, @Nullable String storageClassName, Quantity size) {
    return new PersistentVolumeClaimBuilder()
        .withMetadata(metadata)
        .withNewSpec()
        .withAccessModes("ReadWriteOnce")
        .withStorageClassName(storageClassName)
        .withNewResources()
        .addToRequests(STORAGE, size)
        .endResources()
        .endSpec()
        .build();
  }

  /** Of a volume that exists, or of a new one. */
  static Quantity size(Optional<Facts.VolumeSize> existing, Quantity wanted) {
    return existing
        .filter(volume -> stays(volume, wanted))
        .map(Facts.VolumeSize::requested)
        .orElse(wanted);
  }

  /**
   * A volume does not shrink, and a retained one may be larger than what is asked for now. Only
   * growth that has not come yet is taken back, to anything above the capacity: Kubernetes refuses
   * the capacity itself. The same size written otherwise is the same size.
   */
  private static boolean stays(Facts.VolumeSize volume, Quantity wanted) {
    int growth = wanted.compareTo(volume.requested());
    return growth == 0
        || (growth < 0
            && volume.capacity().filter(capacity -> wanted.compareTo(capacity) > 0).isEmpty());
  }

  /** What the claim asks for, and what it has. */
  public static Optional<Facts.VolumeSize> size(PersistentVolumeClaim claim) {
    return Optional.ofNullable(claim.getSpec().getResources().getRequests().get(STORAGE))
        .map(requested -> new Facts.VolumeSize(requested, capacity(claim)));
  }

  /** What the volume of the claim has; nothing until there is one. */
  public static Optional<Quantity> capacity(PersistentVolumeClaim claim) {
    return Optional.ofNullable(claim.getStatus())
        .map(PersistentVolumeClaimStatus::getCapacity)
        .map(capacity -> capacity.get(STORAGE));
  }
}

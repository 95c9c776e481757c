package dev.threetier.operator.dependent;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;

/** What of an object tells whether its spec or data changed, and leaves out its status. */
public final class ChildVersion {

  private ChildVersion() {}

  /** The generation, where the API server counts one. */
  public static String of(HasMetadata object) {
    var metadata = object.getMetadata();
    if (metadata.getGeneration() != null) {
      return "generation " + metadata.getGeneration();
    }
    // A claim has none, and its status changes while it is bound.
    return object instanceof PersistentVolumeClaim claim
        ? claim.getSpec().toString()
        : metadata.getResourceVersion();
  }
}

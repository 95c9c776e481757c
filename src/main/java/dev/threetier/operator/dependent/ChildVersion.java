package dev.threetier.operator.dependent;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;

/** What of an object tells whether its spec or data changed, and leaves out its status. */
public final class ChildVersion {

  private ChildVersion() {}

  /** The generation, where the API server counts one. */
  public static String of(HasMetadata object) {
    var metadata = object.getMetadata();
    if (metadata.getGeneration() != null) {
      return "generation " + metadata.getGeneration();
    }
    // These have none, and their status changes: while bound, and with every measurement.
    return switch (object) {
      case PersistentVolumeClaim claim -> claim.getSpec().toString();
      case HorizontalPodAutoscaler autoscaler -> autoscaler.getSpec().toString();
      default -> metadata.getResourceVersion();
    };
  }
}

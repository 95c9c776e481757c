package dev.threetier.operator.blueprint;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/** Who has written what of an object, as the API server notes it. */
public final class ManagedFields {

  private ManagedFields() {}

  /** Whether these are the fields that the manager applied last. */
  public static boolean isApplied(ManagedFieldsEntry entry, String manager) {
    return manager.equals(entry.getManager()) && "Apply".equals(entry.getOperation());
  }

  /**
   * When the operator last changed what it wants of the object, whose other fields are not kept.
   */
  public static Optional<Instant> changed(HasMetadata object) {
    return object.getMetadata().getManagedFields().stream()
        .filter(entry -> entry.getSubresource() == null)
        .map(ManagedFieldsEntry::getTime)
        .map(Instant::parse)
        .max(Comparator.naturalOrder());
  }
}

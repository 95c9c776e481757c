package dev.threetier.operator.blueprint;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;

/** Who has written what of an object, as the API server notes it. */
public final class ManagedFields {

  private ManagedFields() {}

  /** Whether these are the fields that the manager applied last. */
  public static boolean isApplied(ManagedFieldsEntry entry, String manager) {
    return manager.equals(entry.getManager()) && "Apply".equals(entry.getOperation());
  }
}

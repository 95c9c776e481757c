package dev.threetier.operator.dependent;

import dev.threetier.operator.blueprint.Blueprint;
import dev.threetier.operator.status.WriteFailure;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** What the dependents of one reconciliation share: the blueprint, and what went wrong. */
public final class Reconciliation {

  private final Supplier<Blueprint> blueprint;
  private final Queue<WriteFailure> failures = new ConcurrentLinkedQueue<>();

  /**
   * A reconciliation.
   *
   * @param blueprint draws the blueprint from what is known at the time of the call, so that a
   *     Service's address is known to the kinds that are reconciled after Services
   */
  public Reconciliation(Supplier<Blueprint> blueprint) {
    this.blueprint = blueprint;
  }

  /** Makes this the reconciliation that dependents called with the context belong to. */
  public void begin(Context<?> context) {
    context.managedWorkflowAndDependentResourceContext().put(Reconciliation.class, this);
  }

  static Reconciliation of(Context<?> context) {
    return context
        .managedWorkflowAndDependentResourceContext()
        .getMandatory(Reconciliation.class, Reconciliation.class);
  }

  Blueprint blueprint() {
    return blueprint.get();
  }

  void failed(WriteFailure failure) {
    failures.add(failure);
  }

  /** The objects that could not be written. */
  public List<WriteFailure> failures() {
    return List.copyOf(failures);
  }
}

package dev.threetier.operator.dependent;

import dev.threetier.operator.blueprint.Blueprint;
import dev.threetier.operator.blueprint.Tier;
import dev.threetier.operator.status.WriteFailure;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** What the dependents of one reconciliation share: the blueprint, and what went wrong. */
public final class Reconciliation {

  private static final Set<String> NEEDED_BY_PODS =
      Set.of("ConfigMap", "PersistentVolumeClaim", "Secret", "ServiceAccount");

  private final Supplier<Blueprint> blueprint;
  private final Queue<WriteFailure> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean postponed;
  private volatile boolean begunRepair;

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

  /** Something is left to be done when the cluster is ready for it. */
  void postponed() {
    postponed = true;
  }

  /** An object was found again, and what else is wrong with it is left to be done. */
  void begunRepair() {
    begunRepair = true;
  }

  /** Whether more is to be done that no event will tell of. */
  public boolean hasBegunRepair() {
    return begunRepair;
  }

  /**
   * Tiers whose Deployments are left as they are: their configuration cannot be written yet, or
   * what their pods would start with is not the application's own.
   */
  Set<Tier> held() {
    var held = EnumSet.noneOf(Tier.class);
    held.addAll(blueprint().waiting());
    for (WriteFailure failure : failures) {
      if (NEEDED_BY_PODS.contains(failure.kind())) {
        held.add(failure.tier());
      }
      // The application connects with what the database's Secret says.
      if (failure.kind().equals("Secret") && failure.tier() == Tier.DATABASE) {
        held.add(Tier.APPLICATION);
      }
    }
    return held;
  }

  /** Whether all is as it should be, as far as it is up to the operator. */
  public boolean isComplete() {
    return failures.isEmpty() && !postponed && !begunRepair;
  }

  /** The objects that could not be written. */
  public List<WriteFailure> failures() {
    return List.copyOf(failures);
  }
}

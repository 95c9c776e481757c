package dev.threetier.operator.dependent;

import dev.threetier.operator.blueprint.Blueprint;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.BooleanWithUndefined;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependent;

/** How many pods of a tier may be drained at once. */
@KubernetesDependent(useSSA = BooleanWithUndefined.TRUE)
public class PodDisruptionBudgetDependent extends ChildDependent<PodDisruptionBudget> {

  public PodDisruptionBudgetDependent() {
    super(PodDisruptionBudget.class, Blueprint::podDisruptionBudgets);
  }
}

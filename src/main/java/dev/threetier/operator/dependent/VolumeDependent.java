package dev.threetier.operator.dependent;

import dev.threetier.operator.blueprint.Blueprint;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.BooleanWithUndefined;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependent;

/** The database's volume. */
@KubernetesDependent(useSSA = BooleanWithUndefined.TRUE)
public class VolumeDependent extends ChildDependent<PersistentVolumeClaim> {

  public VolumeDependent() {
    super(PersistentVolumeClaim.class, Blueprint::volumes);
  }
}

package dev.threetier.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The size of the database's volume, on storage that never grows. */
class VolumeIT extends OperatorTest {

  @AfterEach
  void removeStorage() {
    for (String name : new String[] {"fixed", "growing"}) {
      client.storage().v1().storageClasses().withName(nameOf(name)).delete();
      client.persistentVolumes().withName(nameOf(name)).delete();
    }
  }

  @Test
  void aSizeThatIsRefusedIsTakenBack() {
    createStorage("fixed", false);
    apply(app("fixed", "1Gi"));
    awaitCapacity("fixed", "1Gi");

    apply(app("fixed", "3Gi"));
    awaitReason("fixed", "DatabaseReady", "Refused");

    apply(app("fixed", "1Gi"));
    awaitCondition(
        "fixed", "DatabaseReady", TOLD_IN, condition -> !condition.getReason().equals("Refused"));
    assertThat(claimed("fixed")).isEqualTo("1Gi");
  }

  @Test
  void aSizeThatDoesNotComeIsTakenBackToMoreThanTheCapacity() {
    createStorage("growing", true);
    apply(app("growing", "1Gi"));
    awaitCapacity("growing", "1Gi");

    apply(app("growing", "9Gi"));
    await().atMost(TOLD_IN).until(() -> claimed("growing").equals("9Gi"));

    assertThatThrownBy(() -> apply(app("growing", "512Mi")))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("a volume cannot shrink");

    apply(app("growing", "2Gi"));
    await().atMost(TOLD_IN).until(() -> claimed("growing").equals("2Gi"));

    apply(app("growing", "1Gi"));
    awaitCondition(
        "growing", "DatabaseReady", TOLD_IN, condition -> !condition.getReason().equals("Refused"));
    assertThat(claimed("growing")).isEqualTo("2Gi");
  }

  private String app(String name, String size) {
    return minimal(name)
        .replace("{size: 1Gi}", "{size: %s, storageClassName: %s}".formatted(size, nameOf(name)));
  }

  private void awaitCapacity(String name, String size) {
    await()
        .atMost(TOLD_IN)
        .untilAsserted(
            () -> {
              var status = app(name).get().getStatus();
              assertThat(status).isNotNull();
              assertThat(status.database().capacity()).isEqualTo(size);
            });
  }

  private String claimed(String name) {
    return get(PersistentVolumeClaim.class, name + "-db")
        .getSpec()
        .getResources()
        .getRequests()
        .get("storage")
        .toString();
  }

  /** A class and its one volume, which nobody makes larger. */
  private void createStorage(String name, boolean grows) {
    client
        .resource(
            new StorageClassBuilder()
                .withNewMetadata()
                .withName(nameOf(name))
                .endMetadata()
                .withProvisioner("kubernetes.io/no-provisioner")
                .withAllowVolumeExpansion(grows)
                .build())
        .create();
    client.resource(volume(name)).create();
  }

  private PersistentVolume volume(String name) {
    return new PersistentVolumeBuilder()
        .withNewMetadata()
        .withName(nameOf(name))
        .endMetadata()
        .withNewSpec()
        .addToCapacity("storage", new Quantity("1Gi"))
        .withAccessModes("ReadWriteOnce")
        .withStorageClassName(nameOf(name))
        .withNewHostPath()
        .withPath("/tmp/" + nameOf(name))
        .withType("DirectoryOrCreate")
        .endHostPath()
        .endSpec()
        .build();
  }

  /** Classes and volumes are in no namespace. */
  private String nameOf(String name) {
    return namespace + "-" + name;
  }
}

package dev.threetier.operator.cluster;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;

/** A volume that is really full when it is full: memory of a node, and a storage class for it. */
final class BoundedVolume {

  private final OperatorTest test;
  private final NodeShells nodes;
  private final String name;
  private final String node;

  BoundedVolume(OperatorTest test, NodeShells nodes, String size) throws Exception {
    this.test = test;
    this.nodes = nodes;
    name = test.namespace + "-bounded";
    node = test.client.nodes().list().getItems().getFirst().getMetadata().getName();
    nodes.run(
        node,
        NodeShells.inNode(
            "mkdir -p %1$s && mount -t tmpfs -o size=%2$s,mode=0777 tmpfs %1$s"
                .formatted(path(), size.replace("Mi", "m"))));
    test.client.resource(volume(size)).create();
    test.client
        .resource(
            new StorageClassBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withProvisioner("kubernetes.io/no-provisioner")
                .build())
        .create();
  }

  String storageClass() {
    return name;
  }

  /** Writes a file as large as can be. */
  void fill() throws Exception {
    nodes.run(node, NodeShells.inNode("cat /dev/zero > " + path() + "/ballast || true"));
  }

  /** Removes that file. */
  void empty() throws Exception {
    nodes.run(node, NodeShells.inNode("rm " + path() + "/ballast"));
  }

  /** The memory is given back when its last pod has ended. */
  void remove() throws Exception {
    test.client.storage().v1().storageClasses().withName(name).delete();
    test.client.persistentVolumes().withName(name).delete();
    nodes.run(node, NodeShells.inNode("umount -l " + path()));
  }

  private String path() {
    return "/tmp/" + name;
  }

  private PersistentVolume volume(String size) {
    return new PersistentVolumeBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .addToCapacity("storage", new Quantity(size))
        .withAccessModes("ReadWriteOnce")
        .withStorageClassName(name)
        .withNewHostPath()
        .withPath(path())
        .withType("Directory")
        .endHostPath()
        .withNewNodeAffinity()
        .withNewRequired()
        .addNewNodeSelectorTerm()
        .addNewMatchExpression()
        .withKey("kubernetes.io/hostname")
        .withOperator("In")
        .withValues(node)
        .endMatchExpression()
        .endNodeSelectorTerm()
        .endRequired()
        .endNodeAffinity()
        .endSpec()
        .build();
  }
}

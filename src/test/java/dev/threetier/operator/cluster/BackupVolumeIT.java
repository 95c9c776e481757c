package dev.threetier.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A backup volume that fills is told before WAL is lost for it. */
class BackupVolumeIT extends OperatorTest {

  private static final String CONDITION = "BackupVolumeHealthy";

  @Test
  void aVolumeThatFillsIsTold() throws Exception {
    var nodes = new NodeShells(this);
    var volume = new BoundedVolume(this, nodes, "512Mi");
    try {
      apply(
          minimal("shop")
              .replace(
                  "{storage: {size: 1Gi}}",
                  "{storage: {size: 1Gi}, backup: {storage: {size: 512Mi, storageClassName: %s}}}"
                      .formatted(volume.storageClass())));
      awaitCondition("shop", "BackupReady", READY_IN, c -> c.getStatus().equals("True"));
      awaitCondition("shop", CONDITION, TOLD_IN, c -> c.getStatus().equals("True"));

      volume.fill();
      var full = awaitReason("shop", CONDITION, "VolumeFull");
      assertThat(message(full, CONDITION)).startsWith("PersistentVolumeClaim shop-backup is full");

      volume.empty();
      awaitCondition("shop", CONDITION, READY_IN, c -> c.getStatus().equals("True"));
    } finally {
      app("shop").delete();
      volume.remove();
      nodes.end();
    }
  }
}

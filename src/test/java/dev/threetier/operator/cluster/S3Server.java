package dev.threetier.operator.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** S3-compatible storage in a pod, beside a shell that sees its one bucket as a folder. */
final class S3Server {

  static final String BUCKET = "backups";
  static final String ENDPOINT = "http://s3:9000";
  static final String USER = "tester";
  static final String PASSWORD = "a-password-of-tests";

  private static final Map<String, String> LABELS = Map.of("app", "s3");

  private final OperatorTest test;
  private final NetworkPolicy closed;

  S3Server(OperatorTest test) {
    this.test = test;
    this.closed =
        new NetworkPolicyBuilder()
            .withNewMetadata()
            .withName("s3-closed")
            .withNamespace(test.namespace)
            .endMetadata()
            .withNewSpec()
            .withNewPodSelector()
            .withMatchLabels(LABELS)
            .endPodSelector()
            .withPolicyTypes("Ingress")
            .endSpec()
            .build();
  }

  void start() {
    var pod =
        ClientPods.of(test.namespace, "s3", 999, shell())
            .editMetadata()
            .withLabels(LABELS)
            .endMetadata()
            .editSpec()
            .withTerminationGracePeriodSeconds(0L)
            .addToContainers(server())
            .addToVolumes(emptyDir("data"), emptyDir("meta"))
            .editSecurityContext()
            .withFsGroup(999L)
            .endSecurityContext()
            .endSpec()
            .build();
    test.client.resource(pod).create();
    test.client
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withName("s3")
                .withNamespace(test.namespace)
                .endMetadata()
                .withNewSpec()
                .withSelector(LABELS)
                .addNewPort()
                .withPort(9000)
                .withTargetPort(new IntOrString(9001))
                .endPort()
                .endSpec()
                .build())
        .create();
    test.client.resource(pod).waitUntilReady(1, TimeUnit.MINUTES);
  }

  /** The image of the server need not have one. */
  private static ContainerBuilder shell() {
    return new ContainerBuilder()
        .withImage(InProcessOperator.operatorConfig().images().postgresql().get(17))
        .withCommand("sh", "-c", "mkdir /data/%s && exec sleep 3600".formatted(BUCKET))
        .addNewVolumeMount()
        .withName("data")
        .withMountPath("/data")
        .endVolumeMount();
  }

  private static Container server() {
    return new ContainerBuilder()
        .withName("server")
        .withImage(Images.s3Server())
        .withArgs(
            List.of(
                "--port",
                ":9001",
                "--access",
                USER,
                "--secret",
                PASSWORD,
                "posix",
                "--sidecar",
                "/meta",
                "/data"))
        .withSecurityContext(ClientPods.restricted())
        .addNewVolumeMount()
        .withName("data")
        .withMountPath("/data")
        .endVolumeMount()
        .addNewVolumeMount()
        .withName("meta")
        .withMountPath("/meta")
        .endVolumeMount()
        .build();
  }

  private static Volume emptyDir(String name) {
    return new VolumeBuilder().withName(name).withNewEmptyDir().endEmptyDir().build();
  }

  /** Refuses every new connection. */
  void close() {
    test.client.resource(closed).create();
  }

  void open() {
    test.client.resource(closed).delete();
  }

  /** The keys of the bucket. */
  List<String> keys() throws Exception {
    return run("cd /data/%s && find . -type f | sed 's,^[.]/,,' | sort".formatted(BUCKET))
        .lines()
        .toList();
  }

  String run(String script) throws Exception {
    return test.run(test.get(Pod.class, "s3"), script);
  }
}

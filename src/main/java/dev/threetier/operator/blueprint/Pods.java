package dev.threetier.operator.blueprint;

import dev.threetier.operator.api.v1alpha1.Probes;
import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.ConfigMapVolumeSourceBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSourceBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The parts that pods of every tier are made of. */
final class Pods {

  /** Name of the port that a tier serves on. */
  static final String SERVING_PORT = "http";

  /** Where a tier's ConfigMap is mounted. */
  static final String CONFIG_DIR = "/etc/threetier";

  /** With less than five seconds, balancers that had not heard of the end lost requests. */
  static final int DRAIN_SECONDS = 10;

  /** For servers that drain: what is left of it is for the requests that are under way. */
  static final int GRACE_PERIOD_SECONDS = 60;

  private static final String RUNTIME_DEFAULT = "RuntimeDefault";

  private Pods() {}

  /** A container that passes Pod Security {@code restricted}, with a read-only root. */
  static ContainerBuilder container(Tier tier, String image) {
    return new ContainerBuilder()
        .withName(tier.component())
        .withImage(image)
        .withTerminationMessagePolicy("FallbackToLogsOnError")
        .withSecurityContext(restricted());
  }

  /** The user and group of an image whose ids are known. */
  static PodSecurityContext runAs(long id) {
    return runAs(Optional.of(id)).edit().withRunAsGroup(id).build();
  }

  /** The user of an image of the user's; the image's own when not given. */
  static PodSecurityContext runAs(Optional<Long> id) {
    var security =
        new PodSecurityContextBuilder()
            .withRunAsNonRoot(true)
            .withNewSeccompProfile()
            .withType(RUNTIME_DEFAULT)
            .endSeccompProfile();
    id.ifPresent(security::withRunAsUser);
    return security.build();
  }

  private static SecurityContext restricted() {
    return new SecurityContextBuilder()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .build();
  }

  static ContainerPort port(String name, int number) {
    return new ContainerPortBuilder()
        .withName(name)
        .withContainerPort(number)
        .withProtocol("TCP")
        .build();
  }

  /** The ConfigMaps that a pod mounts. */
  static Stream<String> configMaps(PodSpec spec) {
    return spec.getVolumes().stream()
        .map(Volume::getConfigMap)
        .filter(Objects::nonNull)
        .map(ConfigMapVolumeSource::getName);
  }

  static Volume configuration(String volume, String configMap) {
    return new VolumeBuilder()
        .withName(volume)
        .withConfigMap(new ConfigMapVolumeSourceBuilder().withName(configMap).build())
        .build();
  }

  static Volume secret(String volume, String secret) {
    return new VolumeBuilder()
        .withName(volume)
        .withNewSecret()
        .withSecretName(secret)
        .endSecret()
        .build();
  }

  static Volume optionalSecret(String volume, String secret) {
    return secret(volume, secret).edit().editSecret().withOptional(true).endSecret().build();
  }

  static Volume claim(String volume, String name) {
    return new VolumeBuilder()
        .withName(volume)
        .withNewPersistentVolumeClaim()
        .withClaimName(name)
        .endPersistentVolumeClaim()
        .build();
  }

  static Volume scratch(String volume, String sizeLimit) {
    return new VolumeBuilder()
        .withName(volume)
        .withEmptyDir(
            new EmptyDirVolumeSourceBuilder().withSizeLimit(new Quantity(sizeLimit)).build())
        .build();
  }

  static Volume memory(String volume, String sizeLimit) {
    return new VolumeBuilder()
        .withName(volume)
        .withEmptyDir(
            new EmptyDirVolumeSourceBuilder()
                .withMedium("Memory")
                .withSizeLimit(new Quantity(sizeLimit))
                .build())
        .build();
  }

  static VolumeMount mount(String volume, String path) {
    return new VolumeMountBuilder().withName(volume).withMountPath(path).build();
  }

  static VolumeMount readOnlyMount(String volume, String path) {
    return new VolumeMountBuilder(mount(volume, path)).withReadOnly(true).build();
  }

  static ResourceRequirements resources(
      @Nullable ResourceRequirements wanted,
      Map<String, Quantity> defaultRequests,
      Map<String, Quantity> defaultLimits) {
    return wanted != null
        ? wanted
        : new ResourceRequirementsBuilder()
            .withRequests(defaultRequests)
            .withLimits(defaultLimits)
            .build();
  }

  /** Beside a server and apart from it, so that checking a configuration takes nothing from it. */
  static ContainerBuilder reloader(
      Tier tier, String image, @Nullable ResourceRequirements ofServer) {
    return container(tier, image)
        .withName(TriedConfiguration.RELOADER)
        .withResources(
            resources(
                null,
                cpuAndMemory("5m", "16Mi"),
                isCpuLimited(ofServer)
                    ? cpuAndMemory("200m", "128Mi")
                    : Map.of("memory", new Quantity("128Mi"))));
  }

  /** The container with a script of its ConfigMap that runs as long as it does. */
  static Container beside(Container container, String script) {
    var command = container.getCommand();
    var shell = List.of("sh", "-c");
    var text =
        command.subList(0, 2).equals(shell) ? command.get(2) : "exec " + String.join(" ", command);
    return container
        .edit()
        .withCommand("sh", "-c", "sh %s/%s & %s".formatted(CONFIG_DIR, script, text))
        .build();
  }

  /** Where a quota asks for limits, both containers need them. */
  static boolean isCpuLimited(@Nullable ResourceRequirements resources) {
    return resources != null
        && resources.getLimits() != null
        && resources.getLimits().containsKey("cpu");
  }

  static Map<String, Quantity> cpuAndMemory(String cpu, String memory) {
    return Map.of("cpu", new Quantity(cpu), "memory", new Quantity(memory));
  }

  /** Goes on serving while balancers learn that the pod is to stop. */
  static Lifecycle drainBeforeStop() {
    return new LifecycleBuilder()
        .withNewPreStop()
        .withNewSleep((long) DRAIN_SECONDS)
        .endPreStop()
        .build();
  }

  /** Stops the server in its own way; the script ends when the server has. */
  static Lifecycle beforeStop(String script) {
    return new LifecycleBuilder()
        .withNewPreStop()
        .withNewExec()
        .withCommand("sh", "-c", script)
        .endExec()
        .endPreStop()
        .build();
  }

  /** The container with the user's probes, each one replacing the tier's. */
  static Container withProbes(
      ContainerBuilder container, Probes wanted, Probe readiness, Probe liveness, Probe startup) {
    return container
        .withReadinessProbe(probe(wanted.readiness(), readiness))
        .withLivenessProbe(probe(wanted.liveness(), liveness))
        .withStartupProbe(probe(wanted.startup(), startup))
        .build();
  }

  private static Probe probe(@Nullable Probe wanted, Probe usual) {
    return wanted == null ? usual : AsStored.of(wanted);
  }

  static ProbeBuilder http(String path, String port) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath(path)
        .withPort(new IntOrString(port))
        .endHttpGet();
  }

  static ProbeBuilder tcp(String port) {
    return new ProbeBuilder().withNewTcpSocket().withPort(new IntOrString(port)).endTcpSocket();
  }

  static ProbeBuilder shell(String script) {
    return new ProbeBuilder().withNewExec().withCommand("sh", "-c", script).endExec();
  }

  /** Asked every second, so that a pod is taken out of rotation, and put back, within seconds. */
  static Probe readiness(ProbeBuilder probe) {
    return probe.withPeriodSeconds(1).withTimeoutSeconds(2).withFailureThreshold(3).build();
  }

  /** Patient: restarting a busy server makes things worse. */
  static Probe liveness(ProbeBuilder probe) {
    return probe.withPeriodSeconds(10).withTimeoutSeconds(5).withFailureThreshold(3).build();
  }

  static Probe startup(ProbeBuilder probe, int seconds) {
    return probe.withPeriodSeconds(1).withTimeoutSeconds(5).withFailureThreshold(seconds).build();
  }
}

package dev.threetier.operator.status;

import io.fabric8.kubernetes.api.model.ContainerStateRunning;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Why a pod is not ready. */
final class PodDiagnosis {

  /** How long a pod may stay started and not ready before its readiness probe is called failing. */
  static final Duration READINESS_PATIENCE = Duration.ofSeconds(15);

  private static final Set<String> IMAGE_PULL =
      Set.of(
          "ErrImagePull",
          "ImagePullBackOff",
          "InvalidImageName",
          "ErrImageNeverPull",
          "ImageInspectError",
          "RegistryUnavailable",
          "SignatureValidationFailed");

  private static final Set<String> CONTAINER_CONFIG =
      Set.of("CreateContainerConfigError", "CreateContainerError", "RunContainerError");

  private static final int MESSAGE_LENGTH = 300;

  private PodDiagnosis() {}

  static boolean isReady(Pod pod) {
    return pod.getStatus() != null
        && pod.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }

  /** What keeps the pod from being ready; empty when it is, or when nothing is known yet. */
  static Optional<Finding> of(Pod pod, Instant now) {
    if (pod.getStatus() == null || isReady(pod)) {
      return Optional.empty();
    }
    return scheduling(pod)
        .or(
            () ->
                statuses(pod)
                    .map(s -> container(pod, s, now))
                    .flatMap(Optional::stream)
                    .findFirst());
  }

  private static Optional<Finding> scheduling(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .filter(c -> c.getType().equals("PodScheduled") && c.getStatus().equals("False"))
        .findFirst()
        .map(
            c ->
                new Finding(
                    Reason.UNSCHEDULABLE,
                    "%s: %s".formatted(nameOf(pod), shortened(c.getMessage()))));
  }

  /** Containers in the order in which they run. */
  private static Stream<ContainerStatus> statuses(Pod pod) {
    return Stream.concat(
        pod.getStatus().getInitContainerStatuses().stream(),
        pod.getStatus().getContainerStatuses().stream());
  }

  private static Optional<Finding> container(Pod pod, ContainerStatus status, Instant now) {
    var state = status.getState();
    if (state == null || Boolean.TRUE.equals(status.getReady())) {
      return Optional.empty();
    }
    var waiting = state.getWaiting();
    var reason = waiting == null ? "" : Objects.requireNonNullElse(waiting.getReason(), "");
    if (IMAGE_PULL.contains(reason)) {
      // The kubelet alternates between ErrImagePull and ImagePullBackOff; the status does not.
      return Optional.of(
          new Finding(
              Reason.IMAGE_PULL_FAILED,
              "%s: image %s cannot be pulled: %s"
                  .formatted(
                      nameOf(pod),
                      status.getImage(),
                      reason.equals("ErrImagePull") ? "ImagePullBackOff" : reason)));
    }
    if (CONTAINER_CONFIG.contains(reason)) {
      return Optional.of(
          new Finding(
              Reason.CONTAINER_CONFIG_INVALID,
              "%s: container %s: %s"
                  .formatted(nameOf(pod), status.getName(), shortened(waiting.getMessage()))));
    }
    return crash(pod, status, reason.equals("CrashLoopBackOff"))
        .or(() -> running(pod, status, state.getRunning(), now));
  }

  private static Optional<Finding> crash(Pod pod, ContainerStatus status, boolean backsOff) {
    var ended = status.getState().getTerminated();
    if (ended == null && status.getLastState() != null) {
      ended = status.getLastState().getTerminated();
    }
    // A server that ends successfully is restarted all the same, and again and again.
    if (ended == null || (Objects.equals(ended.getExitCode(), 0) && !backsOff)) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            Reason.CRASH_LOOPING,
            "%s: container %s ended with exit code %d%s"
                .formatted(nameOf(pod), status.getName(), ended.getExitCode(), details(ended))));
  }

  private static String details(ContainerStateTerminated ended) {
    var reason = ended.getReason();
    var message = ended.getMessage();
    return (reason == null || reason.equals("Error") ? "" : " (" + reason + ")")
        + (message == null || message.isBlank() ? "" : ": " + shortened(message));
  }

  private static Optional<Finding> running(
      Pod pod, ContainerStatus status, @Nullable ContainerStateRunning running, Instant now) {
    if (running == null || isInit(pod, status)) {
      return Optional.empty();
    }
    if (!Boolean.TRUE.equals(status.getStarted())) {
      return Optional.of(
          new Finding(
              Reason.STARTING,
              "%s: container %s is starting".formatted(nameOf(pod), status.getName())));
    }
    return Optional.of(
        lastChange(pod, running).plus(READINESS_PATIENCE).isAfter(now)
            ? new Finding(
                Reason.STARTING,
                "%s: container %s has started and is not ready yet"
                    .formatted(nameOf(pod), status.getName()))
            : new Finding(
                Reason.PROBE_FAILING,
                "%s: container %s runs, but its readiness probe fails"
                    .formatted(nameOf(pod), status.getName())));
  }

  /**
   * The start of the container, or the last write of the pod's status where that is later. The
   * kubelet writes when the startup probe succeeds, and the readiness probe is only asked then.
   */
  private static Instant lastChange(Pod pod, ContainerStateRunning running) {
    return Stream.concat(
            Stream.of(running.getStartedAt()),
            pod.getMetadata().getManagedFields().stream()
                .filter(entry -> "status".equals(entry.getSubresource()))
                .map(ManagedFieldsEntry::getTime))
        .map(Instant::parse)
        .max(Comparator.naturalOrder())
        .orElse(Instant.EPOCH);
  }

  private static boolean isInit(Pod pod, ContainerStatus status) {
    return pod.getStatus().getInitContainerStatuses().contains(status);
  }

  private static String nameOf(Pod pod) {
    return "pod " + pod.getMetadata().getName();
  }

  /** One line of bounded length: what an application last wrote may be long. */
  static String shortened(@Nullable String message) {
    if (message == null) {
      return "";
    }
    var line = message.strip().replaceAll("\\s+", " ");
    return line.length() <= MESSAGE_LENGTH
        ? line
        : "…" + line.substring(line.length() - MESSAGE_LENGTH);
  }
}

package dev.threetier.operator.status;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Why a pod is not ready. */
public final class PodDiagnosis {

  private static final int MESSAGE_LENGTH = 300;

  private PodDiagnosis() {}

  /** Whether the pod is to be sent requests. */
  public static boolean isReady(Pod pod) {
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
                    .map(status -> new ContainerDiagnosis(pod, status, now).finding())
                    .flatMap(Optional::stream)
                    .findFirst());
  }

  static Optional<Finding> scheduling(Pod pod) {
    return pod.getStatus() == null
        ? Optional.empty()
        : pod.getStatus().getConditions().stream()
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

  static String nameOf(Pod pod) {
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

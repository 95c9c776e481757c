package dev.threetier.operator.status;

import dev.threetier.operator.blueprint.Buckets;
import dev.threetier.operator.blueprint.DatabaseTier;
import dev.threetier.operator.blueprint.InitialSql;
import dev.threetier.operator.blueprint.Restores;
import io.fabric8.kubernetes.api.model.ContainerState;
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

/** Why a container is not ready. */
record ContainerDiagnosis(Pod pod, ContainerStatus status, Instant now) {

  /** How long a container may run and not be ready before its readiness probe is called failing. */
  static final Duration READINESS_PATIENCE = Duration.ofSeconds(15);

  /** With so many restarts a container ends again and again. */
  private static final int LOOP = 2;

  // The kubelet's: after a run of twice its longest delay, a restart is the first one again.
  private static final Duration LONG_RUN = Duration.ofMinutes(10);

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

  private static final Set<String> RESTORING = Set.of(Restores.CONTAINER, Buckets.FETCH);

  Optional<Finding> finding() {
    var state = status.getState();
    if (state == null || Boolean.TRUE.equals(status.getReady())) {
      return Optional.empty();
    }
    var waiting = state.getWaiting();
    var reason = waiting == null ? "" : Objects.requireNonNullElse(waiting.getReason(), "");
    if (IMAGE_PULL.contains(reason)) {
      // The kubelet alternates between ErrImagePull and ImagePullBackOff; the status does not.
      return found(
          Reason.IMAGE_PULL_FAILED,
          "image %s cannot be pulled: %s"
              .formatted(
                  status.getImage(), reason.equals("ErrImagePull") ? "ImagePullBackOff" : reason));
    }
    if (CONTAINER_CONFIG.contains(reason)) {
      return found(
          Reason.CONTAINER_CONFIG_INVALID,
          "container %s: %s"
              .formatted(status.getName(), PodDiagnosis.shortened(waiting.getMessage())));
    }
    var ended = lastEnd();
    if (RESTORING.contains(status.getName()) && ended.isPresent()) {
      return found(Reason.RESTORE_FAILED, told(ended.get(), ""));
    }
    if (status.getName().equals(DatabaseTier.INITIALISATION)
        && ended
            .map(ContainerStateTerminated::getMessage)
            .filter(message -> message.startsWith(InitialSql.FAILED))
            .isPresent()) {
      return found(Reason.INIT_SQL_FAILED, told(ended.get(), ""));
    }
    if (ended.isPresent() && (reason.equals("CrashLoopBackOff") || loops(ended.get()))) {
      return found(Reason.CRASH_LOOPING, told(ended.get(), ""));
    }
    return state.getRunning() == null
        ? ended.flatMap(this::startedAgain).or(() -> next(reason))
        : running(state.getRunning(), ended);
  }

  private Optional<ContainerStateTerminated> lastEnd() {
    return Stream.of(status.getState(), status.getLastState())
        .filter(Objects::nonNull)
        .map(ContainerState::getTerminated)
        .filter(Objects::nonNull)
        .findFirst();
  }

  private boolean loops(ContainerStateTerminated ended) {
    var running = status.getState().getRunning();
    return Objects.requireNonNullElse(status.getRestartCount(), 0) >= LOOP
        && !isLong(ended.getStartedAt(), ended.getFinishedAt())
        && (running == null || !isLong(running.getStartedAt(), now.toString()));
  }

  private static boolean isLong(@Nullable String start, @Nullable String end) {
    return start != null
        && end != null
        && Instant.parse(start).plus(LONG_RUN).isBefore(Instant.parse(end));
  }

  private Optional<Finding> startedAgain(ContainerStateTerminated ended) {
    return found(Reason.STARTING, told(ended, " and is started again"));
  }

  private String told(ContainerStateTerminated ended, String continuation) {
    var reason = ended.getReason();
    var message = ended.getMessage();
    return "container %s ended with exit code %d%s%s%s"
        .formatted(
            status.getName(),
            ended.getExitCode(),
            reason == null || reason.equals("Error") ? "" : " (" + reason + ")",
            continuation,
            message == null || message.isBlank() ? "" : ": " + PodDiagnosis.shortened(message));
  }

  /** The init containers have ended, and this one has not begun. */
  private Optional<Finding> next(String waitingFor) {
    var before = pod.getStatus().getInitContainerStatuses();
    return waitingFor.equals("PodInitializing")
            && !before.isEmpty()
            && before.stream().allMatch(init -> Boolean.TRUE.equals(init.getReady()))
        ? found(Reason.STARTING, "container %s is starting".formatted(status.getName()))
        : Optional.empty();
  }

  private Optional<Finding> running(
      ContainerStateRunning running, Optional<ContainerStateTerminated> ended) {
    var init = pod.getStatus().getInitContainerStatuses().contains(status);
    if (init || !Boolean.TRUE.equals(status.getStarted())) {
      return ended
          .flatMap(this::startedAgain)
          .or(
              () ->
                  found(
                      Reason.STARTING,
                      init
                          ? "init container %s is running".formatted(status.getName())
                          : "container %s is starting".formatted(status.getName())));
    }
    if (!isPatient(lastChange(running))) {
      return found(
          Reason.PROBE_FAILING,
          "container %s runs, but its readiness probe fails".formatted(status.getName()));
    }
    return ended
        .filter(end -> isPatient(Instant.parse(running.getStartedAt())))
        .flatMap(this::startedAgain)
        .or(
            () ->
                found(
                    Reason.STARTING,
                    "container %s has started and is not ready yet".formatted(status.getName())));
  }

  private boolean isPatient(Instant since) {
    return since.plus(READINESS_PATIENCE).isAfter(now);
  }

  /**
   * The start of the container, or the last write of the pod's status where that is later. The
   * kubelet writes when the startup probe succeeds, and the readiness probe is only asked then.
   */
  private Instant lastChange(ContainerStateRunning running) {
    return Stream.concat(
            Stream.of(running.getStartedAt()),
            pod.getMetadata().getManagedFields().stream()
                .filter(entry -> "status".equals(entry.getSubresource()))
                .map(ManagedFieldsEntry::getTime))
        .map(Instant::parse)
        .max(Comparator.naturalOrder())
        .orElse(Instant.EPOCH);
  }

  private Optional<Finding> found(Reason reason, String message) {
    return Optional.of(new Finding(reason, "%s: %s".formatted(PodDiagnosis.nameOf(pod), message)));
  }
}

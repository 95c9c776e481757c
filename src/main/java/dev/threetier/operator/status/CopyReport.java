package dev.threetier.operator.status;

import dev.threetier.operator.blueprint.Buckets;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a pod last told of its copies, in the message with which its container ended.
 *
 * @param failure why it cannot copy, if it cannot
 * @param last the last base backup that was copied
 * @param until the time up to which everything is there
 */
record CopyReport(Optional<String> failure, Optional<String> last, Optional<String> until) {

  private static final Pattern COPIED = Pattern.compile("copied ([0-9]{8}T[0-9]{6}Z|none)");

  private static final Pattern FAILED = Pattern.compile("failed (.*)");

  private static final Pattern UNTIL =
      Pattern.compile("until ([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)");

  static Optional<CopyReport> of(Pod pod) {
    return pod.getStatus() == null
        ? Optional.empty()
        : pod.getStatus().getContainerStatuses().stream()
            .filter(status -> status.getName().equals(Buckets.COPY))
            .flatMap(CopyReport::ends)
            .findFirst()
            .flatMap(CopyReport::of);
  }

  private static Stream<ContainerStateTerminated> ends(ContainerStatus status) {
    return Stream.of(status.getState(), status.getLastState())
        .filter(Objects::nonNull)
        .map(ContainerState::getTerminated)
        .filter(Objects::nonNull);
  }

  /** One that was killed had no time to say why; one that was stopped has nothing to say. */
  private static Optional<CopyReport> of(ContainerStateTerminated end) {
    var lines = Objects.requireNonNullElse(end.getMessage(), "").lines().toList();
    var failure = found(FAILED, lines).map(PodDiagnosis::shortened);
    var last = found(COPIED, lines);
    return failure.isEmpty() && last.isEmpty()
        ? Optional.of(end)
            .filter(killed -> killed.getExitCode() != 0)
            .map(killed -> new CopyReport(Optional.of(words(killed)), last, Optional.empty()))
        : Optional.of(
            new CopyReport(
                failure, last.filter(Predicate.not("none"::equals)), found(UNTIL, lines)));
  }

  private static Optional<String> found(Pattern pattern, List<String> lines) {
    return lines.stream()
        .map(pattern::matcher)
        .filter(Matcher::matches)
        .map(line -> line.group(1))
        .findFirst();
  }

  private static String words(ContainerStateTerminated killed) {
    return "the container ended with exit code %d%s"
        .formatted(
            killed.getExitCode(),
            killed.getReason() == null ? "" : " (" + killed.getReason() + ")");
  }
}

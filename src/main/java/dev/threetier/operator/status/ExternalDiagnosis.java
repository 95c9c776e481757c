package dev.threetier.operator.status;

import dev.threetier.operator.api.v1alpha1.DatabaseSpec;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Whether a database that somebody else runs answers, as the pod tells that asks it. */
final class ExternalDiagnosis {

  /** What its containers end with. */
  private static final Pattern NEWS =
      Pattern.compile("(answered|refused|failed) (-|[0-9][0-9a-z.]*)(?: (.+))?");

  private static final Pattern MAJOR = Pattern.compile("[0-9]{1,4}");

  private static final Set<Reason> OF_CONTAINERS =
      EnumSet.of(Reason.STARTING, Reason.CRASH_LOOPING, Reason.PROBE_FAILING);

  private ExternalDiagnosis() {}

  /** What keeps the pod from being ready: in PostgreSQL's words, where it has any. */
  static Optional<Finding> of(Pod pod, String endpoint, Instant now) {
    return PodDiagnosis.of(pod, now)
        .map(
            finding ->
                OF_CONTAINERS.contains(finding.reason())
                    ? news(pod)
                        .findFirst()
                        .filter(last -> !last.group(1).equals("answered"))
                        .map(last -> failure(endpoint, last))
                        .orElse(finding)
                    : finding);
  }

  private static Finding failure(String endpoint, MatchResult last) {
    var words = Objects.toString(last.group(3), "");
    return last.group(1).equals("refused")
        ? new Finding(Reason.LOGIN_REFUSED, "%s refuses: %s".formatted(endpoint, words))
        : new Finding(
            Reason.DATABASE_UNREACHABLE, "%s is not reached: %s".formatted(endpoint, words));
  }

  /** The version of the server that answers. */
  static Finding answer(List<Pod> pods, String endpoint) {
    var version =
        pods.stream()
            .filter(PodDiagnosis::isReady)
            .flatMap(ExternalDiagnosis::news)
            .map(last -> last.group(2))
            .filter(told -> !told.equals("-"))
            .findFirst()
            .orElse("");
    return new Finding(
        Reason.AVAILABLE,
        "%s answers%s%s"
            .formatted(
                endpoint,
                version.isEmpty() ? "" : " with PostgreSQL " + version,
                version.isEmpty() || isSupported(version)
                    ? ""
                    : ", which is not one of the supported versions %d to %d"
                        .formatted(DatabaseSpec.OLDEST, DatabaseSpec.NEWEST)));
  }

  private static boolean isSupported(String version) {
    var major = MAJOR.matcher(version);
    return major.lookingAt()
        && Integer.parseInt(major.group()) >= DatabaseSpec.OLDEST
        && Integer.parseInt(major.group()) <= DatabaseSpec.NEWEST;
  }

  /** What was told last comes first: the init container tells before the other one. */
  private static Stream<MatchResult> news(Pod pod) {
    var status = pod.getStatus();
    return Stream.concat(
            status.getContainerStatuses().stream(), status.getInitContainerStatuses().stream())
        .flatMap(ExternalDiagnosis::ends)
        .map(ContainerStateTerminated::getMessage)
        .filter(Objects::nonNull)
        .map(message -> NEWS.matcher(message.strip()))
        .filter(news -> news.matches())
        .map(news -> news.toMatchResult());
  }

  private static Stream<ContainerStateTerminated> ends(ContainerStatus status) {
    return Stream.of(status.getState(), status.getLastState())
        .filter(Objects::nonNull)
        .map(ContainerState::getTerminated)
        .filter(Objects::nonNull);
  }
}

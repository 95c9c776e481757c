package dev.threetier.operator.reconciler;

import dev.threetier.operator.blueprint.TriedConfiguration;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What pods tell in the log of the container that has their server take up what is changed. */
final class ReloaderLogs {

  /** The kubelet of a lost node does not answer, and the application has other tiers. */
  private static final int PATIENCE_MILLIS = 2000;

  /** The kubelet may look before it has heard of the change. */
  private static final int TRIES = 5;

  /** What PostgreSQL's pods last said of their configuration, and of their logins. */
  private static final int LINES = 2;

  private final KubernetesClient client;

  ReloaderLogs(KubernetesClient client) {
    this.client = client;
  }

  /**
   * The answer, if the pod has given it. If it has not, the kubelet is made to renew what it mounts
   * there, which else takes it a minute.
   *
   * @param annotation changed to make the kubelet look
   * @param wanted what the pod is to answer to
   * @param words those that lines of the subject begin with
   */
  Optional<String> ask(
      Pod pod, String annotation, String wanted, Set<String> words, Predicate<String> isAnswer) {
    var impatient = impatient();
    try {
      var answer = last(tail(impatient, pod), words).filter(isAnswer);
      var tries = tries(pod, annotation, wanted);
      if (answer.isEmpty() && tries < TRIES) {
        impatient
            .pods()
            .resource(pod)
            .patch(
                PatchContext.of(PatchType.JSON_MERGE),
                client
                    .getKubernetesSerialization()
                    .asJson(annotated(annotation, wanted + ".".repeat(tries + 1))));
      }
      return answer;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        throw e;
      }
      // The pod ends, its container has not begun, or its node is not reached.
      return Optional.empty();
    }
  }

  /** What was said before is no answer any more, though it may be about what is wanted again. */
  static Optional<String> last(Stream<String> lines, Set<String> words) {
    return lines
        .filter(line -> words.contains(line.split(" ", 2)[0]))
        .reduce((earlier, later) -> later);
  }

  private static Map<String, Object> annotated(String annotation, String value) {
    return Map.of("metadata", Map.of("annotations", Map.of(annotation, value)));
  }

  /** Of the same connections, and not to be closed. */
  private KubernetesClient impatient() {
    return client
        .newClient(
            new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                .withRequestTimeout(PATIENCE_MILLIS)
                .withRequestRetryBackoffLimit(0)
                .build())
        .adapt(KubernetesClient.class);
  }

  private static Stream<String> tail(KubernetesClient client, Pod pod) {
    var log =
        client.raw(
            "/api/v1/namespaces/%s/pods/%s/log?container=%s&tailLines=%d"
                .formatted(
                    pod.getMetadata().getNamespace(),
                    pod.getMetadata().getName(),
                    TriedConfiguration.RELOADER,
                    LINES));
    return log == null ? Stream.empty() : log.lines();
  }

  /** The annotation has a point for each. */
  private static int tries(Pod pod, String annotation, String wanted) {
    var now = pod.getMetadata().getAnnotations().getOrDefault(annotation, "");
    return now.startsWith(wanted) ? now.length() - wanted.length() : 0;
  }
}

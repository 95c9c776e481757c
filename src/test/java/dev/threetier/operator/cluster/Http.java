package dev.threetier.operator.cluster;

import dev.threetier.operator.blueprint.Labels;
import dev.threetier.operator.blueprint.Tier;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Requests to an application's load balancer, from outside of the cluster. */
final class Http implements AutoCloseable {

  private static final int HAPROXY_PORT = 8080;

  private final LocalPortForward forward;

  Http(KubernetesClient client, String namespace, String app) {
    this(client, serving(client, namespace, app), HAPROXY_PORT);
  }

  /** To another port, of one of its pods. */
  Http(KubernetesClient client, Pod balancer, int port) {
    forward = client.pods().resource(balancer).portForward(port);
  }

  /** Not one that is stopping: it is one of the Service's still, and accepts nothing any more. */
  private static Pod serving(KubernetesClient client, String namespace, String app) {
    return client
        .pods()
        .inNamespace(namespace)
        .withLabels(Labels.selector(app, Tier.LOAD_BALANCER))
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(Readiness::isPodReady)
        .findAny()
        .orElseThrow(() -> new IllegalStateException("no balancer of " + app + " is ready"));
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    // By a connection of its own: HAProxy closes those that are idle, and a POST is not repeated.
    try (var http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + forward.getLocalPort() + path))
        .timeout(Duration.ofSeconds(15));
  }

  @Override
  public void close() throws IOException {
    forward.close();
  }
}

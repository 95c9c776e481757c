package dev.threetier.operator.status;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a Service of the load balancer is reached from as far out as it is published. */
final class Url {

  private static final String HTTPS = "https";
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  private Url() {}

  /** The URL; null while the cluster has not given the Service an address. */
  static @Nullable String of(Service service, List<Pod> pods) {
    // HTTPS comes after plain HTTP, where it is served.
    var port = service.getSpec().getPorts().getLast();
    return switch (service.getSpec().getType()) {
      case "LoadBalancer" ->
          ingress(service).map(host -> url(host, port.getPort(), port)).orElse(null);
      case "NodePort" -> nodePort(port, pods);
      default ->
          url(
              "%s.%s.svc"
                  .formatted(service.getMetadata().getName(), service.getMetadata().getNamespace()),
              port.getPort(),
              port);
    };
  }

  private static Optional<String> ingress(Service service) {
    if (service.getStatus() == null || service.getStatus().getLoadBalancer() == null) {
      return Optional.empty();
    }
    return service.getStatus().getLoadBalancer().getIngress().stream()
        .map(ingress -> ingress.getHostname() != null ? ingress.getHostname() : ingress.getIp())
        .filter(Objects::nonNull)
        .findFirst();
  }

  /** Any node takes the connection; one that runs a load balancer pod is one that is up. */
  private static @Nullable String nodePort(ServicePort port, List<Pod> pods) {
    return pods.stream()
        .filter(PodDiagnosis::isReady)
        .map(pod -> pod.getStatus().getHostIP())
        .filter(Objects::nonNull)
        .sorted()
        .findFirst()
        .filter(host -> port.getNodePort() != null)
        .map(host -> url(host, port.getNodePort(), port))
        .orElse(null);
  }

  private static String url(String host, int number, ServicePort port) {
    var scheme = HTTPS.equals(port.getName()) ? HTTPS : "http";
    var address = host.contains(":") ? "[" + host + "]" : host;
    var isDefault = number == (scheme.equals(HTTPS) ? HTTPS_PORT : HTTP_PORT);
    return scheme + "://" + address + (isDefault ? "" : ":" + number);
  }
}

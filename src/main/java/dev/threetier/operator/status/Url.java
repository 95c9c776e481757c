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

  private static final int DEFAULT_PORT = 80;

  private Url() {}

  /** The URL; null while the cluster has not given the Service an address. */
  static @Nullable String of(Service service, List<Pod> pods) {
    var port = service.getSpec().getPorts().getFirst();
    return switch (service.getSpec().getType()) {
      case "LoadBalancer" -> ingress(service).map(host -> url(host, port.getPort())).orElse(null);
      case "NodePort" -> nodePort(port, pods);
      default ->
          url(
              "%s.%s.svc"
                  .formatted(service.getMetadata().getName(), service.getMetadata().getNamespace()),
              port.getPort());
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
        .map(host -> url(host, port.getNodePort()))
        .orElse(null);
  }

  private static String url(String host, int port) {
    var address = host.contains(":") ? "[" + host + "]" : host;
    return "http://" + address + (port == DEFAULT_PORT ? "" : ":" + port);
  }
}

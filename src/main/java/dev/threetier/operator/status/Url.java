package dev.threetier.operator.status;

import dev.threetier.operator.api.v1alpha1.GatewayReference;
import dev.threetier.operator.api.v1alpha1.LoadBalancerSpec;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the load balancer is reached from as far out as it is published. */
final class Url {

  private static final String HTTPS = "https";
  private static final String HTTP = "http";
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

  /** The URL of a host: of the Ingress with an address, or of the HTTPRoute that is accepted. */
  static Optional<String> of(
      LoadBalancerSpec wanted,
      Observed.Published published,
      Optional<TierDiagnosis.Result> routeFound) {
    var ingress =
        Optional.ofNullable(wanted.ingress())
            .filter(any -> published.ingress().flatMap(Url::address).isPresent())
            .flatMap(
                in ->
                    name(in.hosts())
                        .map(host -> (in.tls() == null ? "http://" : "https://") + host));
    var route =
        Optional.ofNullable(wanted.httpRoute())
            .filter(any -> routeFound.filter(TierDiagnosis.Result::available).isPresent())
            .flatMap(
                to -> name(to.hostnames()).map(host -> listener(to.parentRefs().getFirst(), host)));
    return Stream.of(ingress, route)
        .flatMap(Optional::stream)
        .min(Comparator.comparing(url -> !url.startsWith(HTTPS + ":")));
  }

  /** The Gateway is not read, so it goes by what the application says of the listener. */
  private static String listener(GatewayReference gateway, String host) {
    var number = gateway.port();
    var section = Objects.requireNonNullElse(gateway.sectionName(), "");
    return section.startsWith(HTTPS) || Objects.equals(number, HTTPS_PORT)
        ? url(HTTPS, host, Objects.requireNonNullElse(number, HTTPS_PORT))
        : url(HTTP, host, Objects.requireNonNullElse(number, HTTP_PORT));
  }

  private static Optional<String> name(List<String> hosts) {
    return hosts.stream().filter(host -> !host.startsWith("*")).findFirst();
  }

  /** The first address that the Ingress's controller tells. */
  static Optional<String> address(Ingress ingress) {
    return Optional.ofNullable(ingress.getStatus())
        .map(IngressStatus::getLoadBalancer)
        .flatMap(
            balancer ->
                balancer.getIngress().stream()
                    .map(at -> at.getHostname() != null ? at.getHostname() : at.getIp())
                    .filter(Objects::nonNull)
                    .findFirst());
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
    return url(HTTPS.equals(port.getName()) ? HTTPS : HTTP, host, number);
  }

  private static String url(String scheme, String host, int number) {
    var address = host.contains(":") ? "[" + host + "]" : host;
    var isDefault = number == (scheme.equals(HTTPS) ? HTTPS_PORT : HTTP_PORT);
    return scheme + "://" + address + (isDefault ? "" : ":" + number);
  }
}

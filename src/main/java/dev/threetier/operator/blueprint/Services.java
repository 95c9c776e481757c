package dev.threetier.operator.blueprint;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The Services of the tiers. */
final class Services {

  /** Port of the Services that speak HTTP. */
  static final int HTTP_PORT = 80;

  private static final int HTTPS_PORT = 443;

  private Services() {}

  static List<Service> of(Scope scope) {
    var ofTiers =
        Stream.of(
            published(scope),
            internal(scope, Tier.WEB, port(Pods.SERVING_PORT, HTTP_PORT, Pods.SERVING_PORT)),
            headless(scope, Tier.WEB, scope.spec().web().port()),
            internal(
                scope, Tier.APPLICATION, port(Pods.SERVING_PORT, HTTP_PORT, Pods.SERVING_PORT)),
            headless(scope, Tier.APPLICATION, scope.spec().application().port()));
    return Stream.concat(ofTiers, scope.database().services().stream()).toList();
  }

  static Service ofDatabase(Scope scope) {
    return internal(scope, Tier.DATABASE, port("postgresql", DatabaseTier.PORT, "postgresql"));
  }

  private static Service published(Scope scope) {
    var wanted = scope.spec().loadBalancer().service();
    var port = port(Pods.SERVING_PORT, HTTP_PORT, Pods.SERVING_PORT);
    port.setNodePort(wanted.nodePort());
    var ports =
        scope.spec().loadBalancer().tls() == null
            ? List.of(port)
            : List.of(port, port(LoadBalancerTier.HTTPS, HTTPS_PORT, LoadBalancerTier.HTTPS));
    return internal(scope, Tier.LOAD_BALANCER, port)
        .edit()
        .editMetadata()
        .addToAnnotations(wanted.annotations() == null ? Map.of() : wanted.annotations())
        .endMetadata()
        .editSpec()
        .withType(wanted.type().value())
        .withPorts(ports)
        .withExternalTrafficPolicy(
            wanted.externalTrafficPolicy() == null ? null : wanted.externalTrafficPolicy().value())
        .withLoadBalancerClass(wanted.loadBalancerClass())
        .withLoadBalancerSourceRanges(wanted.loadBalancerSourceRanges())
        .endSpec()
        .build();
  }

  private static Service internal(Scope scope, Tier tier, ServicePort port) {
    return new ServiceBuilder()
        .withMetadata(scope.metadata(tier, scope.names().tier(tier)))
        .withNewSpec()
        .withType("ClusterIP")
        .withSelector(Labels.selector(scope.name(), tier))
        .withPorts(port)
        .endSpec()
        .build();
  }

  /** Has an SRV record for each ready pod, by which the load balancer finds it. */
  private static Service headless(Scope scope, Tier tier, int number) {
    return new ServiceBuilder()
        .withMetadata(scope.metadata(tier, scope.names().pods(tier)))
        .withNewSpec()
        .withType("ClusterIP")
        .withClusterIP("None")
        .withSelector(Labels.selector(scope.name(), tier))
        .withPorts(port(Pods.SERVING_PORT, number, Pods.SERVING_PORT))
        .endSpec()
        .build();
  }

  private static ServicePort port(String name, int number, String target) {
    return new ServicePortBuilder()
        .withName(name)
        .withPort(number)
        .withProtocol("TCP")
        .withTargetPort(new IntOrString(target))
        .build();
  }
}

package dev.threetier.operator.blueprint;

import dev.threetier.operator.api.v1alpha1.GatewayReference;
import dev.threetier.operator.api.v1alpha1.HttpRoutePublication;
import dev.threetier.operator.api.v1alpha1.IngressPublication;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ParentReference;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ParentReferenceBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressTLS;
import io.fabric8.kubernetes.api.model.networking.v1.IngressTLSBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What leads the traffic of a shared proxy to the load balancer's Service. */
final class Publications {

  private Publications() {}

  static List<Ingress> ingresses(Scope scope) {
    return Optional.ofNullable(scope.spec().loadBalancer().ingress())
        .map(wanted -> ingress(scope, wanted))
        .stream()
        .toList();
  }

  private static Ingress ingress(Scope scope, IngressPublication wanted) {
    var name = scope.names().tier(Tier.LOAD_BALANCER);
    return new IngressBuilder()
        .withMetadata(scope.metadata(Tier.LOAD_BALANCER, name))
        .editMetadata()
        .addToAnnotations(Objects.requireNonNullElse(wanted.annotations(), Map.of()))
        .endMetadata()
        .withNewSpec()
        .withIngressClassName(wanted.ingressClassName())
        .withTls(tls(wanted))
        .withRules(wanted.hosts().stream().map(host -> rule(host, name)).toList())
        .endSpec()
        .build();
  }

  private static List<IngressTLS> tls(IngressPublication wanted) {
    return Optional.ofNullable(wanted.tls())
        .map(
            tls ->
                new IngressTLSBuilder()
                    .withHosts(wanted.hosts())
                    .withSecretName(tls.secretName())
                    .build())
        .stream()
        .toList();
  }

  private static IngressRule rule(String host, String service) {
    return new IngressRuleBuilder()
        .withHost(host)
        .withNewHttp()
        .addNewPath()
        .withPath("/")
        .withPathType("Prefix")
        .withNewBackend()
        .withNewService()
        .withName(service)
        .withNewPort()
        .withName(Pods.SERVING_PORT)
        .endPort()
        .endService()
        .endBackend()
        .endPath()
        .endHttp()
        .build();
  }

  static List<HTTPRoute> httpRoutes(Scope scope) {
    return Optional.ofNullable(scope.spec().loadBalancer().httpRoute())
        .filter(wanted -> scope.facts().gatewayApi())
        .map(wanted -> httpRoute(scope, wanted))
        .stream()
        .toList();
  }

  /** With the defaults of the API written out: its lists are compared as a whole. */
  private static HTTPRoute httpRoute(Scope scope, HttpRoutePublication wanted) {
    var name = scope.names().tier(Tier.LOAD_BALANCER);
    return new HTTPRouteBuilder()
        .withMetadata(scope.metadata(Tier.LOAD_BALANCER, name))
        .withNewSpec()
        .withParentRefs(wanted.parentRefs().stream().map(Publications::parent).toList())
        .withHostnames(wanted.hostnames())
        .addNewRule()
        .addNewMatch()
        .withNewPath("PathPrefix", "/")
        .endMatch()
        .addNewBackendRef()
        .withGroup("")
        .withKind("Service")
        .withName(name)
        .withPort(Services.HTTP_PORT)
        .withWeight(1)
        .endBackendRef()
        .endRule()
        .endSpec()
        .build();
  }

  private static ParentReference parent(GatewayReference gateway) {
    return new ParentReferenceBuilder()
        .withGroup("gateway.networking.k8s.io")
        .withKind("Gateway")
        .withName(gateway.name())
        .withNamespace(gateway.namespace())
        .withSectionName(gateway.sectionName())
        .withPort(gateway.port())
        .build();
  }
}

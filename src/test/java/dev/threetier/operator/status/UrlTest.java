package dev.threetier.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.api.v1alpha1.LoadBalancerSpec;
import dev.threetier.operator.fixture.Apps;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.LoadBalancerIngressBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlTest {

  private static final Optional<HTTPRoute> NO_ROUTE = Optional.empty();
  private static final Optional<TierDiagnosis.Result> ACCEPTED =
      Optional.of(new TierDiagnosis.Result(true, new Finding(Reason.AVAILABLE, "")));

  @Test
  void insideTheClusterItIsTheNameOfTheService() {
    // Given
    var service = service("ClusterIP", 80);

    // When
    var url = Url.of(service, List.of());

    // Then
    assertThat(url).isEqualTo("http://shop-lb.team-a.svc");
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, , 80, http://192.0.2.1",
    "192.0.2.1, , 8080, http://192.0.2.1:8080",
    "192.0.2.1, lb.example.com, 80, http://lb.example.com",
    "2001:db8::1, , 80, http://[2001:db8::1]"
  })
  void ofALoadBalancerItIsTheAddressThatTheCloudGave(
      String ip, @Nullable String hostname, int port, String expected) {
    // Given
    var service = service("LoadBalancer", port, ingress(ip, hostname));

    // When
    var url = Url.of(service, List.of());

    // Then
    assertThat(url).isEqualTo(expected);
  }

  @Test
  void aLoadBalancerWithoutAnAddressHasNone() {
    // Given
    var service = service("LoadBalancer", 80);

    // When
    var url = Url.of(service, List.of());

    // Then
    assertThat(url).isNull();
  }

  @Test
  void ofANodePortItIsANodeOnWhichALoadBalancerIsReady() {
    // Given
    var service = nodePort(30080);
    var pods =
        List.of(pod("192.0.2.1", "False"), pod("192.0.2.3", "True"), pod("192.0.2.2", "True"));

    // When
    var url = Url.of(service, pods);

    // Then
    assertThat(url).isEqualTo("http://192.0.2.2:30080");
  }

  @Test
  void aNodePortThatNoReadyPodIsBehindHasNone() {
    // Given
    var service = nodePort(30080);

    // When
    var url = Url.of(service, List.of(pod("192.0.2.1", "False")));

    // Then
    assertThat(url).isNull();
  }

  @Test
  void httpsComesBeforePlainHttp() {
    // Given
    var service =
        new ServiceBuilder(service("ClusterIP", 80))
            .editSpec()
            .addNewPort()
            .withName("https")
            .withPort(443)
            .endPort()
            .endSpec()
            .build();

    // When
    var url = Url.of(service, List.of());

    // Then
    assertThat(url).isEqualTo("https://shop-lb.team-a.svc");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ingress: {hosts: [shop.example.com]} | http://shop.example.com",
        "ingress: {hosts: ['*.example.com', shop.example.com], tls: {}} | https://shop.example.com",
        "httpRoute: {parentRefs: [{name: a}], hostnames: [shop.example.com]} | http://shop.example.com",
        "httpRoute: {parentRefs: [{name: a, port: 8080}], hostnames: [shop.example.com]} | http://shop.example.com:8080",
        "httpRoute: {parentRefs: [{name: a, port: 443}], hostnames: [shop.example.com]} | https://shop.example.com",
        "httpRoute: {parentRefs: [{name: a, sectionName: https-shop}], hostnames: [shop.example.com]} | https://shop.example.com",
        "httpRoute: {parentRefs: [{name: a, sectionName: https, port: 8443}], hostnames: [shop.example.com]} | https://shop.example.com:8443",
      })
  void ofWhatIsPublishedItIsAHost(String published, String expected) {
    // Given
    var wanted = balancer(published);

    // When
    var url =
        Url.of(
            wanted,
            new Observed.Published(at("192.0.2.1"), NO_ROUTE, true, Optional.empty()),
            ACCEPTED);

    // Then
    assertThat(url).hasValue(expected);
  }

  @Test
  void httpsIsPreferredOfTheTwoAndElseTheIngress() {
    // Given
    var route = "httpRoute: {parentRefs: [{name: a, port: %d}], hostnames: [route.example.com]}";
    var ingress = "ingress: {hosts: [ingress.example.com]}";
    var published = new Observed.Published(at("192.0.2.1"), NO_ROUTE, true, Optional.empty());

    // When
    var plain = Url.of(balancer(route.formatted(80), ingress), published, ACCEPTED);
    var secure = Url.of(balancer(route.formatted(443), ingress), published, ACCEPTED);

    // Then
    assertThat(plain).hasValue("http://ingress.example.com");
    assertThat(secure).hasValue("https://route.example.com");
  }

  @Test
  void whatHasNoAddressAndIsNotAcceptedHasNone() {
    // Given
    var wanted =
        balancer(
            "ingress: {hosts: [shop.example.com]}",
            "httpRoute: {parentRefs: [{name: a}], hostnames: [shop.example.com]}");
    var waiting = new TierDiagnosis.Result(false, new Finding(Reason.WAITING, ""));

    // When
    var url =
        Url.of(
            wanted,
            new Observed.Published(Optional.of(new Ingress()), NO_ROUTE, true, Optional.empty()),
            Optional.of(waiting));

    // Then
    assertThat(url).isEmpty();
  }

  @Test
  void namesOfNoHostMakeNoUrl() {
    // Given
    var wanted = balancer("ingress: {hosts: ['*.example.com']}");

    // When
    var url =
        Url.of(
            wanted,
            new Observed.Published(at("192.0.2.1"), NO_ROUTE, true, Optional.empty()),
            Optional.empty());

    // Then
    assertThat(url).isEmpty();
  }

  private static LoadBalancerSpec balancer(String... fields) {
    var spec = String.join("\n  ", fields);
    return Apps.withSpec("loadBalancer:\n  " + spec).getSpec().loadBalancer();
  }

  private static Optional<Ingress> at(String address) {
    return Optional.of(
        new IngressBuilder()
            .withNewStatus()
            .withNewLoadBalancer()
            .addNewIngress()
            .withIp(address)
            .endIngress()
            .endLoadBalancer()
            .endStatus()
            .build());
  }

  @Test
  void aNodePortThatIsNotGivenYetHasNone() {
    // Given
    var service = nodePort(null);

    // When
    var url = Url.of(service, List.of(pod("192.0.2.1", "True")));

    // Then
    assertThat(url).isNull();
  }

  private static Service service(String type, int port, LoadBalancerIngress... ingress) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withName("shop-lb")
        .withNamespace("team-a")
        .endMetadata()
        .withNewSpec()
        .withType(type)
        .addNewPort()
        .withPort(port)
        .endPort()
        .endSpec()
        .withNewStatus()
        .withNewLoadBalancer()
        .withIngress(ingress)
        .endLoadBalancer()
        .endStatus()
        .build();
  }

  private static Service nodePort(@Nullable Integer port) {
    var service = service("NodePort", 80);
    service.getSpec().getPorts().getFirst().setNodePort(port);
    return service;
  }

  private static LoadBalancerIngress ingress(String ip, @Nullable String hostname) {
    return new LoadBalancerIngressBuilder().withIp(ip).withHostname(hostname).build();
  }

  private static Pod pod(String hostIp, String ready) {
    return new PodBuilder()
        .withNewStatus()
        .withHostIP(hostIp)
        .addNewCondition()
        .withType("Ready")
        .withStatus(ready)
        .endCondition()
        .endStatus()
        .build();
  }
}

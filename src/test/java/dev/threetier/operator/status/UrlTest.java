package dev.threetier.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.LoadBalancerIngressBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlTest {

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

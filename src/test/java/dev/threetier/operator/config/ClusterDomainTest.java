package dev.threetier.operator.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterDomainTest {

  @ParameterizedTest
  @CsvSource({
    "search ops.svc.cluster.local svc.cluster.local cluster.local, cluster.local",
    "search\tops.svc.k8s.example.org\tsvc.k8s.example.org k8s.example.org, k8s.example.org",
    "search example.org, cluster.local",
    "nameserver 10.96.0.10, cluster.local"
  })
  void theDomainIsThatOfTheServicesThatThePodSearches(String line, String expected) {
    // Given
    var lines = List.of("nameserver 10.96.0.10", line, "options ndots:5");

    // When
    var domain = ClusterDomain.fromResolvConf(lines);

    // Then
    assertThat(domain).isEqualTo(expected);
  }

  @Test
  void withoutAResolvConfItIsTheUsualOne() {
    // When
    var domain = ClusterDomain.fromResolvConf(List.of());

    // Then
    assertThat(domain).isEqualTo("cluster.local");
  }
}

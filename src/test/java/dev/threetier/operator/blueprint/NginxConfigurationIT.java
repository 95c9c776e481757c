package dev.threetier.operator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** nginx itself on each configuration of the golden files. */
class NginxConfigurationIT {

  private static final ImageContainer CONTAINER = ImageContainer.nginx();

  @BeforeAll
  static void start() {
    CONTAINER.start();
  }

  @AfterAll
  static void stop() {
    CONTAINER.stop();
  }

  static List<GoldenCase> cases() {
    return GoldenCase.differingIn("nginx.conf");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void nginxAcceptsTheConfiguration(GoldenCase golden) throws Exception {
    // Given
    CONTAINER.write("/tmp/nginx.conf", golden.file("nginx.conf").orElseThrow());

    // When
    var output = CONTAINER.run("nginx", "-t", "-c", "/tmp/nginx.conf");

    // Then
    assertThat(output.stderr().lines())
        .hasSize(2)
        .allMatch(line -> line.endsWith("syntax is ok") || line.endsWith("test is successful"));
  }
}

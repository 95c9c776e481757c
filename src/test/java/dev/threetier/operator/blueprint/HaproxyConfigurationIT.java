package dev.threetier.operator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** HAProxy itself on each configuration of the golden files. */
class HaproxyConfigurationIT {

  private static final ImageContainer CONTAINER = ImageContainer.haproxy();

  @BeforeAll
  static void start() {
    CONTAINER.start();
  }

  @AfterAll
  static void stop() {
    CONTAINER.stop();
  }

  static List<GoldenCase> cases() {
    return GoldenCase.differingIn("haproxy.cfg");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void haproxyAcceptsTheConfiguration(GoldenCase golden) throws Exception {
    // Given
    CONTAINER.write("/tmp/haproxy.cfg", golden.file("haproxy.cfg").orElseThrow());

    // When
    var output = CONTAINER.run("haproxy", "-c", "-f", "/tmp/haproxy.cfg");

    // Then
    assertThat(output.stderr()).isEmpty();
  }
}

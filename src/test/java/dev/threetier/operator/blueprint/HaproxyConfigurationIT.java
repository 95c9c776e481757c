package dev.threetier.operator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.fixture.TestCertificate;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** HAProxy itself on each configuration of the golden files. */
class HaproxyConfigurationIT {

  private static final Pattern CERTIFICATE_FILE = Pattern.compile("/etc/threetier-tls/\\S+");
  private static final TestCertificate CERTIFICATE = TestCertificate.of("shop.example.com");
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
    var configuration = golden.file("haproxy.cfg").orElseThrow();
    for (var file : CERTIFICATE_FILE.matcher(configuration).results().toList()) {
      CONTAINER.write(file.group(), CERTIFICATE.certificate() + CERTIFICATE.key());
    }
    golden
        .configMap("haproxy.cfg")
        .forEach((file, text) -> CONTAINER.write(Pods.CONFIG_DIR + "/" + file, text));

    // When
    var output = CONTAINER.run("haproxy", "-c", "-f", Pods.CONFIG_DIR + "/haproxy.cfg");

    // Then
    assertThat(output.stderr()).isEmpty();
  }
}

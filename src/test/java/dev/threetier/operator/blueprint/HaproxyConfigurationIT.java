package dev.threetier.operator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.fixture.RandomApps;
import dev.threetier.operator.fixture.TestCertificate;
import dev.threetier.operator.fixture.TestConfig;
import dev.threetier.operator.fixture.TestFacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.testcontainers.utility.MountableFile;

/** HAProxy itself on each configuration of the golden files, and on many at random. */
class HaproxyConfigurationIT {

  private static final Pattern CERTIFICATE_FILE = Pattern.compile("/etc/threetier-tls/\\S+");
  private static final TestCertificate CERTIFICATE = TestCertificate.of("shop.example.com");
  private static final int RANDOM_CASES = 200;

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

  /** All at once, because a program in a container takes longer to start than to run. */
  @Test
  void haproxyAcceptsWhateverTheSchemaAllows(@TempDir Path folder) throws Exception {
    // Given
    var seed = Long.getLong("seed", System.nanoTime());
    var apps = new RandomApps(seed);
    for (int i = 0; i < RANDOM_CASES; i++) {
      var file = folder.resolve("random-%03d.cfg".formatted(i));
      Files.writeString(file, configuration(apps.next()));
    }
    CONTAINER.copyFileToContainer(MountableFile.forHostPath(folder, 0755), "/tmp/random");
    files(apps.next()).forEach((file, text) -> CONTAINER.write(Pods.CONFIG_DIR + "/" + file, text));

    // When
    var output =
        CONTAINER.run(
            "sh",
            "-c",
            "cd /tmp/random && ls *.cfg | wc -l && for file in *.cfg; do"
                + " haproxy -c -q -f $file >/tmp/said 2>&1 && ! test -s /tmp/said || { echo $file; cat /tmp/said; };"
                + " done");

    // Then
    assertThat(output.stdout().strip())
        .as("run again with -Dseed=%d", seed)
        .isEqualTo(String.valueOf(RANDOM_CASES));
  }

  private static String configuration(ThreeTierApp app) {
    return files(app).getOrDefault("haproxy.cfg", "");
  }

  private static Map<String, String> files(ThreeTierApp app) {
    return new Blueprint(app, new TestConfig(), TestFacts.usual())
        .configMaps().stream()
            .filter(TriedConfiguration.HAPROXY::isIn)
            .findFirst()
            .orElseThrow()
            .getData();
  }
}

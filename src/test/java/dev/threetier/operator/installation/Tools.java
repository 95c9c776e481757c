package dev.threetier.operator.installation;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Helm, which comes with the tests, and kubectl, which must be there. */
final class Tools {

  static final Path CHART = Path.of("helm/threetier-operator").toAbsolutePath();
  static final Path CONFIG = Path.of("config").toAbsolutePath();
  static final String NAMESPACE = "threetier-system";

  // Without a cluster to ask, this Helm takes a version that no chart supports any more.
  private static final String KUBERNETES = "1.36.0";

  private static final String KUBECTL = System.getenv().getOrDefault("KUBECTL", "kubectl");

  private Tools() {}

  static TemplateCommand template(Path chart) {
    return new Helm(chart)
        .template()
        .withName("threetier-operator")
        .withNamespace(NAMESPACE)
        .withKubeVersion(KUBERNETES);
  }

  static Manifests kustomize(Path directory) throws IOException, InterruptedException {
    var command = new ProcessBuilder(KUBECTL, "kustomize", directory.toString());
    command.redirectErrorStream(true);
    Process process;
    try {
      process = command.start();
    } catch (IOException e) {
      throw new AssertionError(
          "%s cannot be run: run `make test`, or set KUBECTL to a kubectl".formatted(KUBECTL), e);
    }
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new AssertionError("kubectl kustomize %s: %s".formatted(directory, output));
    }
    return Manifests.parse(output);
  }
}

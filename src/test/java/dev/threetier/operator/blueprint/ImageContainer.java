package dev.threetier.operator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.testcontainers.containers.ExecConfig;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/**
 * A container of an image that the operator is configured with, in which a test runs the programs
 * of that image as the user that pods run as.
 */
final class ImageContainer extends GenericContainer<ImageContainer> {

  private final String user;

  private ImageContainer(String image, long user) {
    super(DockerImageName.parse(image));
    this.user = String.valueOf(user);
    withCreateContainerCmdModifier(command -> command.withEntrypoint("sleep").withCmd("3600"));
  }

  /** With the directory that a pod has a volume for. */
  static ImageContainer haproxy() {
    return new ImageContainer(image("haproxy"), 99)
        .withTmpFs(Map.of("/run/haproxy", "rw,mode=777"));
  }

  static ImageContainer nginx() {
    return new ImageContainer(image("nginx"), 101);
  }

  /** With the directories that a pod has volumes for. */
  static ImageContainer postgresql(int version) {
    return new ImageContainer(image("postgresql." + version), 999)
        .withTmpFs(Map.of("/data", "rw,mode=777", "/run/postgresql", "rw,mode=777"));
  }

  /** An image of the operator's configuration, which may come from variables. */
  private static String image(String name) {
    try {
      return new SmallRyeConfigBuilder()
          .addDefaultSources()
          .withSources(
              new PropertiesConfigSource(
                  ImageContainer.class.getResource("/application.properties")))
          .build()
          .getValue("threetier.images." + name, String.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(String path, String text) {
    copyFileToContainer(Transferable.of(text, 0644), path);
  }

  /** What comes out of a program, which has to succeed. */
  Output run(String... command) throws IOException, InterruptedException {
    var output = tryRun(Map.of(), List.of(command));
    assertThat(output.exitCode()).as("%s: %s", String.join(" ", command), output).isZero();
    return output;
  }

  Output tryRun(Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    var result =
        execInContainer(
            ExecConfig.builder()
                .user(user)
                .envVars(environment)
                .command(command.toArray(String[]::new))
                .build());
    return new Output(result.getExitCode(), result.getStdout(), result.getStderr());
  }

  /** What came out of a program. */
  record Output(int exitCode, String stdout, String stderr) {}
}

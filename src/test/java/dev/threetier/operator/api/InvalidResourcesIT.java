package dev.threetier.operator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.threetier.operator.fixture.TestFiles;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Resources with one thing wrong are refused, with a message that says what to write instead. Each
 * file in {@code invalid} begins with what is expected: the field, and a part of the message.
 */
class InvalidResourcesIT {

  private static final String EXPECT = "# expect: ";

  private static final String MISSPELT =
      """
      apiVersion: threetier.dev/v1alpha1
      kind: ThreeTierApp
      metadata: {name: shop}
      spec:
        application: {image: "example.com/api:1", replica: 3}
        database: {storage: {size: 1Gi}}
      """;

  private static WrittenResources resources;

  @BeforeAll
  static void makeNamespace() {
    resources = new WrittenResources("invalid-resources");
  }

  @AfterAll
  static void removeNamespace() {
    resources.close();
  }

  static Stream<Path> files() {
    return WrittenResources.in(WrittenResources.ROOT.resolve("invalid"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void isRefused(Path file) {
    // Given
    var text = TestFiles.text(file);
    var written = WrittenResources.read(text);

    // When
    var refusal =
        catchThrowableOfType(
            KubernetesClientException.class, () -> resources.send(written, Validation.STRICT));

    // Then
    assertThat(refusal).as("accepted").isNotNull();
    assertThat(causes(refusal)).zipSatisfy(expectations(text), InvalidResourcesIT::matches);
  }

  @Test
  void anUnknownFieldIsRefusedToWhoAsksForIt() {
    // When
    var refusal =
        catchThrowableOfType(
            KubernetesClientException.class,
            () -> resources.send(WrittenResources.read(MISSPELT), Validation.STRICT));

    // Then
    assertThat(refusal).hasMessageContaining("unknown field \"spec.application.replica\"");
  }

  @Test
  void anUnknownFieldIsNotStored() {
    // When
    var stored = resources.send(WrittenResources.read(MISSPELT), Validation.WARN);

    // Then
    assertThat(stored.<Object>get("spec", "application", "replica")).isNull();
  }

  private static List<String> expectations(String text) {
    return text.lines()
        .filter(line -> line.startsWith(EXPECT))
        .map(line -> line.substring(EXPECT.length()))
        .toList();
  }

  private static List<StatusCause> causes(KubernetesClientException refusal) {
    return refusal.getStatus().getDetails().getCauses().stream()
        // Added when types are wrong, because rules in CEL are then not evaluated.
        .filter(cause -> !cause.getMessage().contains("some validation rules were not checked"))
        .toList();
  }

  private static void matches(StatusCause cause, String expectation) {
    var parts = expectation.split(": ", 2);
    assertThat(cause.getField()).isEqualTo(parts[0]);
    assertThat(cause.getMessage()).contains(parts[1]);
  }
}

package dev.threetier.operator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.fixture.TestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each resource becomes, object by object. After a wanted change {@code ./mvnw test
 * -Dtest=GoldenTest -Dgolden.update=true} writes the files anew, to be read in the diff.
 */
class GoldenTest {

  private static final Path ACTUAL = Path.of("target/golden");
  private static final boolean UPDATE = Boolean.getBoolean("golden.update");

  static List<GoldenCase> cases() {
    return GoldenCase.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aResourceBecomesItsObjects(GoldenCase golden) throws IOException {
    // Given
    var blueprint = golden.blueprint();

    // When
    var yaml = GoldenYaml.of(GoldenCase.objects(blueprint));

    // Then
    var actual =
        UPDATE
            ? golden.out()
            : Files.createDirectories(ACTUAL.resolve(golden.name())).resolve("out.yaml");
    Files.writeString(actual, yaml);
    assertThat(golden.out()).as("made by -Dgolden.update=true").exists();
    assertThat(actual).hasSameTextualContentAs(golden.out());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyFileOfACaseIsRead(GoldenCase golden) {
    // When
    var files = TestFiles.in(golden.folder()).map(file -> file.getFileName().toString());

    // Then
    assertThat(files)
        .contains("in.yaml", "out.yaml")
        .isSubsetOf("in.yaml", "facts.yaml", "out.yaml");
  }

  @Test
  void theCasesAreThere() {
    // When
    var cases = cases();

    // Then
    assertThat(cases).extracting(GoldenCase::name).contains("minimal", "everything");
    assertThat(Set.copyOf(cases)).hasSizeGreaterThanOrEqualTo(14);
  }
}

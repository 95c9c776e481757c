package dev.threetier.operator.crd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The field reference is that of the committed CRD. After a wanted change {@code ./mvnw test
 * -Dtest=ReferenceTest -Dreference.update=true} writes it anew.
 */
class ReferenceTest {

  private static final Path PAGE = Path.of("docs/reference.md");

  @Test
  void thePageListsTheFieldsOfTheCrd() throws IOException {
    // When
    var page = Reference.of(new CommittedCrd().root());

    // Then
    if (Boolean.getBoolean("reference.update")) {
      Files.writeString(PAGE, page);
    }
    assertThat(PAGE).as("made by -Dreference.update=true").hasContent(page);
  }
}

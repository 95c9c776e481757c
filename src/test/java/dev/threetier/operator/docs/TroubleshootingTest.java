package dev.threetier.operator.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.fixture.TestFiles;
import dev.threetier.operator.status.Reason;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever is given a reason finds it in the page on troubleshooting. */
class TroubleshootingTest {

  private static final Path PAGE = Path.of("docs/troubleshooting.md");

  @Test
  void everyReasonHasAHeading() {
    // Given
    var reasons = Stream.of(Reason.values()).map(Reason::title).toList();

    // When
    var headings = Papers.headings(TestFiles.text(PAGE));

    // Then
    assertThat(headings).containsAll(reasons);
  }
}

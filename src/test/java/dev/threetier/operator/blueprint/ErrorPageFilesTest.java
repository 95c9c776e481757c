package dev.threetier.operator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ErrorPageFilesTest {

  @Test
  void pagesAreWhatIsNamedByAStatus() {
    // Given
    var data = Map.of("503.html", "down", "404.html", "not HAProxy's", "index.html", "none");

    // When
    var files = ErrorPageFiles.of(data);

    // Then
    assertThat(files.pages()).containsExactly(Map.entry(503, "down"));
    assertThat(files.faults()).isEmpty();
  }

  @Test
  void aPageThatDoesNotFitIsToldAndTheOthersAreServed() {
    // Given
    var data = Map.of("500.html", "ü".repeat(7168), "503.html", "ü".repeat(7169));

    // When
    var files = ErrorPageFiles.of(data);

    // Then
    assertThat(files.pages()).containsOnlyKeys(500);
    assertThat(files.faults())
        .containsExactly("503.html has 14338 bytes and is not served: shorten it to 14336");
  }

  @Test
  void aConfigMapWithoutPagesIsTold() {
    // When
    var files = ErrorPageFiles.of(Map.of("Error503.html", "down"));

    // Then
    assertThat(files.pages()).isEmpty();
    assertThat(files.faults())
        .containsExactly("it has no page: name them by their status, for example 503.html");
  }
}

package dev.threetier.operator.reconciler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReloaderLogsTest {

  /** A change that is taken back is not answered by what was said before it. */
  @ParameterizedTest
  @CsvSource({
    "applied d1, applied d2, applied d2",
    "applied d1, refused d2 reason, refused d2 reason",
    "applied d2, prepared 1a, applied d2",
    "prepared 1a, applied d2, applied d2",
    "prepared 1a, nonsense, ''"
  })
  void onlyTheLastLineOfTheSubjectCounts(String first, String second, String last) {
    // When
    var line = ReloaderLogs.last(Stream.of(first, second), Set.of("applied", "refused"));

    // Then
    assertThat(line.orElse("")).isEqualTo(last);
  }
}

package dev.threetier.operator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DigestTest {

  @Test
  void theOrderOfTheTextsDoesNotCount() {
    // Given
    var forth = new LinkedHashMap<String, String>();
    forth.put("a", "1");
    forth.put("b", "2");

    // When
    var back = new LinkedHashMap<>(forth.reversed());

    // Then
    assertThat(Digest.of(back)).isEqualTo(Digest.of(forth));
  }

  @Test
  void textsThatDifferHaveDigestsThatDiffer() {
    // Given
    List<Map<String, String>> different =
        List.of(
            Map.of(),
            Map.of("", ""),
            Map.of("a", "bc"),
            Map.of("ab", "c"),
            Map.of("a", "b", "c", ""),
            Map.of("a", "", "c", "b"),
            Map.of("a", "1:1:c"),
            Map.of("a", "ü"),
            Map.of("a", "u"));

    // When
    var digests = different.stream().map(Digest::of);

    // Then
    assertThat(digests).doesNotHaveDuplicates().allMatch(digest -> digest.matches("[0-9a-f]{16}"));
  }
}

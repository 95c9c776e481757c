package dev.threetier.operator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HaproxyBackendTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "/readyz, /readyz",
        "/ready?deep=yes&a=b:c@d, /ready?deep=yes&a=b:c@d",
        "/100%25, /100%25",
        "ready, /ready",
        "/it's \"ready\" #1, /it%27s%20%22ready%22%20%231",
        "/a\\b$c{d}`e`<f>, /a%5Cb%24c%7Bd%7D%60e%60%3Cf%3E",
        "/ünï, /%C3%BCn%C3%AF",
        "/漢, /%E6%BC%A2",
      })
  void whatIsNotPlainlyPartOfAPathIsPercentEncoded(String path, String expected) {
    // When
    var escaped = HaproxyBackend.escaped(path);

    // Then
    assertThat(escaped).isEqualTo(expected);
  }

  @Test
  void anyPathBecomesOneWord() {
    // Given
    var random = new Random(42);
    var paths =
        IntStream.range(0, 500)
            .mapToObj(i -> random.ints(1 + random.nextInt(60), 0, 0xd800))
            .map(
                points ->
                    points.collect(
                        StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append))
            .map(StringBuilder::toString)
            .toList();
    var ascii =
        IntStream.range(0, 128).mapToObj(Character::toString).map(c -> "/a" + c + "b").toList();

    // When
    var escaped = List.of(paths, ascii).stream().flatMap(List::stream).map(HaproxyBackend::escaped);

    // Then
    assertThat(escaped).allMatch(path -> path.matches("/[A-Za-z0-9._~/?=&:@,;+%!-]*"));
  }
}

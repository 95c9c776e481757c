package dev.threetier.operator.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.fixture.TestFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Links between the Markdown files and into the sources lead somewhere. */
class LinksTest {

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

  static List<Path> papers() {
    return Papers.all();
  }

  @ParameterizedTest
  @MethodSource("papers")
  void everyLinkHasATarget(Path paper) {
    // When
    var links =
        LINK.matcher(Papers.withoutBlocks(TestFiles.text(paper)))
            .results()
            .map(match -> match.group(1))
            .filter(link -> !link.contains("://"));

    // Then
    assertThat(links).allMatch(link -> leadsSomewhere(paper, link));
  }

  private static boolean leadsSomewhere(Path paper, String link) {
    var parts = link.split("#", 2);
    var target = parts[0].isEmpty() ? paper : paper.resolveSibling(parts[0]).normalize();
    return Files.exists(target)
        && (parts.length == 1
            || Papers.headings(TestFiles.text(target)).stream()
                .anyMatch(heading -> anchor(heading).equals(parts[1])));
  }

  /** As GitHub makes it: lower case, punctuation dropped, spaces as hyphens. */
  private static String anchor(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
  }
}

package dev.threetier.operator.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The Markdown files of the project. */
final class Papers {

  private static final List<Path> ROOTS =
      List.of(
          Path.of("README.md"),
          Path.of("docs"),
          Path.of("helm"),
          Path.of("samples"),
          Path.of("hack"));

  private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{2,6} (.+)$");

  private Papers() {}

  static List<Path> all() {
    return ROOTS.stream()
        .flatMap(Papers::files)
        .filter(file -> file.toString().endsWith(".md"))
        .sorted()
        .toList();
  }

  private static Stream<Path> files(Path root) {
    try (var files = Files.walk(root)) {
      return files.toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The headings below the title. */
  static List<String> headings(String markdown) {
    return groups(HEADING, withoutBlocks(markdown));
  }

  /** The blocks marked as YAML. */
  static List<String> yamlBlocks(String markdown) {
    return groups(YAML, markdown);
  }

  static String withoutBlocks(String markdown) {
    return markdown.replaceAll("(?ms)^```.*?^```$", "");
  }

  private static List<String> groups(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult match) -> match.group(1)).toList();
  }
}

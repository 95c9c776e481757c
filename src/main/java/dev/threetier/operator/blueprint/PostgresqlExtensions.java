package dev.threetier.operator.blueprint;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The extensions of the application's database. Their names are a comment in PostgreSQL's
 * configuration, so that they are tried, put in force and told as its settings are.
 */
final class PostgresqlExtensions {

  static final String SCRIPT = "extensions.sh";
  static final String SCRIPT_TEXT = Resources.text(SCRIPT);

  private PostgresqlExtensions() {}

  static String comment(@Nullable List<String> names) {
    return names == null || names.isEmpty()
        ? ""
        : "# extensions: " + String.join(" ", names.stream().sorted().toList()) + "\n";
  }
}

package dev.threetier.operator.api.v1alpha1;

/** Which extensions {@code database.extensions} may name. */
final class ExtensionRules {

  static final String NAMES =
      "self.all(e, e.matches('^[a-z][a-z0-9_-]*$') && self.exists_one(f, f == e))";

  static final String NAMES_MESSAGE =
      "one of these is no extension's name, or is there twice: use lower-case letters, digits, '_'"
          + " and '-', starting with a letter: for example uuid-ossp";

  /** It can be created without, and fails when it is used. */
  static final String LOADED = "!('pg_stat_statements' in self)";

  static final String LOADED_MESSAGE =
      "pg_stat_statements is of use only in shared_preload_libraries, which cannot be set: remove it";

  private ExtensionRules() {}
}

package dev.threetier.guestbook;

import java.util.Map;

/** An entry as a visitor sends it, checked. */
record NewEntry(String author, String message) {
  static final int AUTHOR_LENGTH = 60;
  static final int MESSAGE_LENGTH = 1_000;

  static NewEntry from(Map<String, Object> json) {
    return new NewEntry(
        text(json, "author", AUTHOR_LENGTH, false), text(json, "message", MESSAGE_LENGTH, true));
  }

  private static String text(Map<String, Object> json, String field, int limit, boolean manyLines) {
    var value = json.get(field);
    if (value == null) {
      throw Problem.badRequest("\"" + field + "\" is missing");
    }
    if (!(value instanceof String string)) {
      throw Problem.badRequest("\"" + field + "\" must be a string");
    }
    var text = string.strip();
    if (text.isEmpty()) {
      throw Problem.badRequest("\"" + field + "\" must not be empty");
    }
    if (text.codePointCount(0, text.length()) > limit) {
      throw Problem.badRequest("\"" + field + "\" may have " + limit + " characters at most");
    }
    if (!text.codePoints().allMatch(c -> printable(c) || (manyLines && blank(c)))) {
      throw Problem.badRequest("\"" + field + "\" must not hold control characters");
    }
    return text;
  }

  /** PostgreSQL stores neither NUL nor half of a surrogate pair. */
  private static boolean printable(int codePoint) {
    return !Character.isISOControl(codePoint)
        && Character.getType(codePoint) != Character.SURROGATE;
  }

  private static boolean blank(int codePoint) {
    return codePoint == '\n' || codePoint == '\r' || codePoint == '\t';
  }
}

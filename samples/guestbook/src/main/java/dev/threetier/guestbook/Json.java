package dev.threetier.guestbook;

import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.jr.ob.JSON;

/** JSON, as this application reads and writes it. */
final class Json {
  private static final JSON JSON_WITH_NULLS =
      JSON.builder().enable(JSON.Feature.WRITE_NULL_PROPERTIES).build();

  private Json() {}

  static byte[] write(Map<String, Object> object) {
    return JSON_WITH_NULLS.asBytes(object);
  }

  static Map<String, Object> read(byte[] body) {
    try {
      var object = JSON_WITH_NULLS.mapFrom(body);
      if (object != null) {
        return object;
      }
    } catch (JacksonException invalid) {
      // said below; the parser's own words speak of its insides
    }
    throw Problem.badRequest("the body is not a JSON object");
  }
}

package dev.threetier.guestbook;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** An entry as it stands in the book. */
record Entry(long id, String author, String message, Instant createdAt) {

  String location() {
    return "/api/entries/" + id;
  }

  Map<String, Object> toJson() {
    var json = new LinkedHashMap<String, Object>();
    json.put("id", id);
    json.put("author", author);
    json.put("message", message);
    json.put("createdAt", createdAt.toString());
    return json;
  }
}

package dev.threetier.guestbook;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a request is answered with; a body of null is no body at all. */
record Reply(
    int status, String contentType, Map<String, Object> body, Map<String, String> headers) {

  static Reply json(int status, Map<String, Object> body) {
    return new Reply(status, "application/json", body, Map.of());
  }

  static Reply created(String location, Map<String, Object> body) {
    return new Reply(201, "application/json", body, Map.of("Location", location));
  }

  static Reply noContent() {
    return new Reply(204, null, null, Map.of());
  }

  static Reply problem(int status, String detail, Map<String, String> headers) {
    var body = new LinkedHashMap<String, Object>();
    body.put("title", title(status));
    body.put("status", status);
    body.put("detail", detail);
    return new Reply(status, "application/problem+json", body, headers);
  }

  private static String title(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 413 -> "Content Too Large";
      case 415 -> "Unsupported Media Type";
      case 422 -> "Unprocessable Content";
      case 503 -> "Service Unavailable";
      default -> "Internal Server Error";
    };
  }
}

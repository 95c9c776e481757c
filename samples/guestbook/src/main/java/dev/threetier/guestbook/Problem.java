package dev.threetier.guestbook;

import java.util.Map;

/** A request that ends without its answer; sent to the client as RFC 9457 problem details. */
final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Reply reply;

  private Problem(int status, String detail, Map<String, String> headers) {
    super(detail, null, false, false); // expected, so no stack trace is worth its price
    reply = Reply.problem(status, detail, headers);
  }

  Reply reply() {
    return reply;
  }

  static Problem badRequest(String detail) {
    return new Problem(400, detail, Map.of());
  }

  static Problem notFound(String path) {
    return new Problem(404, "there is nothing at " + path, Map.of());
  }

  static Problem methodNotAllowed(String allowed) {
    return new Problem(405, "this address allows " + allowed, Map.of("Allow", allowed));
  }

  static Problem tooLarge(int limit) {
    return new Problem(413, "the body may have " + limit + " bytes at most", Map.of());
  }

  static Problem unsupportedMediaType() {
    return new Problem(415, "send the entry as Content-Type: application/json", Map.of());
  }

  static Problem keyReused() {
    return new Problem(422, "this Idempotency-Key was used for another entry", Map.of());
  }

  static Problem unavailable(String detail) {
    return new Problem(503, detail, Map.of("Retry-After", "2"));
  }
}

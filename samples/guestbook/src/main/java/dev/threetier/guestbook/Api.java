package dev.threetier.guestbook;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The book's addresses, and what each of them answers. */
final class Api implements Server.Handler {
  private static final int BODY_LIMIT = 16 * 1024;
  private static final int PAGE = 20;
  private static final int LONGEST_PAGE = 100;
  private static final String ENTRIES = "/api/entries";
  private static final Pattern ENTRY = Pattern.compile(ENTRIES + "/([0-9]{1,18})");
  private static final Pattern KEY = Pattern.compile("[!-~]{1,128}");

  private final Entries entries;

  Api(Entries entries) {
    this.entries = entries;
  }

  @Override
  public Reply answer(HttpExchange request) throws IOException {
    var path = request.getRequestURI().getPath();
    if (path.equals(ENTRIES)) {
      Server.allow(request, "GET, HEAD, POST");
      return request.getRequestMethod().equals("POST") ? add(request) : list(request);
    }
    var entry = ENTRY.matcher(path);
    if (entry.matches()) {
      Server.allow(request, "DELETE");
      entries.delete(Long.parseLong(entry.group(1)));
      return Reply.noContent();
    }
    throw Problem.notFound(path);
  }

  private Reply list(HttpExchange request) {
    var query = Query.of(request.getRequestURI());
    int limit = (int) query.number("limit", PAGE, 1, LONGEST_PAGE);
    long before = query.number("before", Long.MAX_VALUE, 1, Long.MAX_VALUE);

    // One more than asked for tells whether there is a next page.
    var found = entries.newest(limit + 1, before);
    var page = found.subList(0, Math.min(limit, found.size()));
    var json = new LinkedHashMap<String, Object>();
    json.put("entries", page.stream().map(Entry::toJson).toList());
    json.put(
        "next",
        found.size() > limit
            ? ENTRIES + "?limit=" + limit + "&before=" + page.getLast().id()
            : null);
    return Reply.json(200, json);
  }

  private Reply add(HttpExchange request) throws IOException {
    var key = idempotencyKey(request);
    var entry = entries.add(NewEntry.from(jsonObject(request)), key);
    return Reply.created(entry.location(), entry.toJson());
  }

  /** The client's key, or one of our own: then at least our retries write the entry once. */
  private static String idempotencyKey(HttpExchange request) {
    var key = request.getRequestHeaders().getFirst("Idempotency-Key");
    if (key != null && !KEY.matcher(key).matches()) {
      throw Problem.badRequest("an Idempotency-Key has 1 to 128 printable ASCII characters");
    }
    return Optional.ofNullable(key).orElseGet(() -> UUID.randomUUID().toString());
  }

  private static Map<String, Object> jsonObject(HttpExchange request) throws IOException {
    // Browsers send this type across sites only after asking, which is never allowed here.
    var type = request.getRequestHeaders().getFirst("Content-Type");
    if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
      throw Problem.unsupportedMediaType();
    }
    var body = request.getRequestBody().readNBytes(BODY_LIMIT + 1);
    if (body.length > BODY_LIMIT) {
      throw Problem.tooLarge(BODY_LIMIT);
    }
    return Json.read(body);
  }
}

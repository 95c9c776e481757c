package dev.threetier.guestbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private final Book book = new Book();
  private Server server;

  @BeforeEach
  void start() throws Exception {
    server = new Server(0, "pod-1");
    server.handleBelow("/api/", new Api(book));
    server.start();
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(Duration.ZERO);
  }

  @Test
  void addsAnEntryAndTellsWhereItIs() throws Exception {
    var reply = post("{\"author\": \" Ada \", \"message\": \"Hello\\nworld\"}", "key-1");

    assertThat(reply.statusCode()).isEqualTo(201);
    assertThat(reply.headers().firstValue("Location")).hasValue("/api/entries/1");
    assertThat(reply.headers().firstValue("X-Served-By")).hasValue("pod-1");
    assertThat(reply.body()).contains("\"author\":\"Ada\"", "\"message\":\"Hello\\nworld\"");
    assertThat(book.keys).containsExactly("key-1");
  }

  @Test
  void makesAKeyWhenTheClientSendsNone() throws Exception {
    post("{\"author\": \"Ada\", \"message\": \"Hello\"}", null);

    assertThat(book.keys).singleElement().asString().hasSizeGreaterThan(30);
  }

  @Test
  void listsPageByPage() throws Exception {
    for (var name : List.of("one", "two", "three")) {
      book.add(new NewEntry(name, "Hello"), name);
    }

    var first = get("/api/entries?limit=2");
    var second = get("/api/entries?limit=2&before=2");

    assertThat(first.body())
        .containsSubsequence("three", "two", "\"next\":\"/api/entries?limit=2&before=2\"")
        .doesNotContain("one");
    assertThat(second.body()).contains("one", "\"next\":null");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {                                      | the body is not a JSON object
          null                                   | the body is not a JSON object
          []                                     | the body is not a JSON object
          {"message": "x"}                       | "author" is missing
          {"author": 7, "message": "x"}          | "author" must be a string
          {"author": " ", "message": "x"}        | "author" must not be empty
          {"author": "a\\nb", "message": "x"}    | "author" must not hold control characters
          {"author": "a", "message": "\\u0000."} | "message" must not hold control characters
          {"author": "a", "message": "\\ud800"}  | "message" must not hold control characters
          """)
  void saysWhatIsWrongWithAnEntry(String body, String detail) throws Exception {
    var reply = post(body, null);

    assertThat(reply.statusCode()).isEqualTo(400);
    assertThat(reply.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(reply.body()).contains("\"detail\":\"" + detail.replace("\"", "\\\"") + "\"");
  }

  @Test
  void boundsLengths() throws Exception {
    var longest = "🎉".repeat(NewEntry.MESSAGE_LENGTH);

    assertThat(post(entryOf(longest), null).statusCode()).isEqualTo(201);
    assertThat(post(entryOf(longest + "!"), null).statusCode()).isEqualTo(400);
    assertThat(post(entryOf(" ".repeat(20_000)), null).statusCode()).isEqualTo(413);
  }

  @ParameterizedTest
  @CsvSource({
    "PUT,    /api/entries,              405",
    "GET,    /api/entries/1,            405",
    "DELETE, /api/entries/1,            204",
    "DELETE, /api/entries/x,            404",
    "GET,    /api,                      404",
    "GET,    /,                         404",
    "POST,   /api/entries,              415",
    "GET,    /api/entries?limit=0,      400",
    "GET,    /api/entries?before=1e3,   400",
  })
  void answersWithTheStatusThatFits(String method, String address, int status) throws Exception {
    var reply = send(method, address);

    assertThat(reply.statusCode()).isEqualTo(status);
    assertThat(reply.headers().firstValue("Allow").isPresent()).isEqualTo(status == 405);
  }

  @Test
  void asksToComeAgainWhileTheDatabaseIsAway() throws Exception {
    book.failure = Problem.unavailable("the database cannot be reached");

    var reply = post("{\"author\": \"Ada\", \"message\": \"Hello\"}", "key-1");

    assertThat(reply.statusCode()).isEqualTo(503);
    assertThat(reply.headers().firstValue("Retry-After")).hasValue("2");
  }

  @Test
  void tellsNothingOfABugButThatThereIsOne() throws Exception {
    book.failure = new IllegalStateException("secret");

    var reply = get("/api/entries");

    assertThat(reply.statusCode()).isEqualTo(500);
    assertThat(reply.body()).doesNotContain("secret");
  }

  private static String entryOf(String message) {
    return "{\"author\": \"Ada\", \"message\": \"" + message + "\"}";
  }

  private HttpResponse<String> post(String body, String key) throws Exception {
    var request =
        request("/api/entries")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body));
    if (key != null) {
      request.header("Idempotency-Key", key);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String address) throws Exception {
    return send("GET", address);
  }

  private HttpResponse<String> send(String method, String address) throws Exception {
    return client.send(
        request(address).method(method, BodyPublishers.noBody()).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String address) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + address));
  }

  /** A book in memory, which fails when told to. */
  private static final class Book implements Entries {
    final ConcurrentSkipListMap<Long, Entry> entries = new ConcurrentSkipListMap<>();
    final List<String> keys = new CopyOnWriteArrayList<>();
    volatile RuntimeException failure;

    @Override
    public List<Entry> newest(int limit, long below) {
      failWhenTold();
      return entries.headMap(below).descendingMap().values().stream().limit(limit).toList();
    }

    @Override
    public Entry add(NewEntry entry, String idempotencyKey) {
      failWhenTold();
      keys.add(idempotencyKey);
      var added = new Entry(keys.size(), entry.author(), entry.message(), Instant.EPOCH);
      entries.put(added.id(), added);
      return added;
    }

    @Override
    public void delete(long id) {
      failWhenTold();
      entries.remove(id);
    }

    private void failWhenTold() {
      if (failure != null) {
        throw failure;
      }
    }
  }
}

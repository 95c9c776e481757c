package dev.threetier.operator.blueprint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.threetier.operator.fixture.Apps;
import dev.threetier.operator.fixture.TestConfig;
import dev.threetier.operator.fixture.TestFacts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * What HAProxy makes of requests, with the blueprint's configuration. The web tier answers with the
 * headers that it was sent; the application is down.
 */
class HaproxyRequestsIT {

  private static final ImageContainer CONTAINER = ImageContainer.haproxy();

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final String NETWORKS_OF_TEST =
      "trustedProxies: [10.0.0.0/8, 127.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16]";

  /** Requests come from where it has trusted proxies. */
  private static final Instance BEHIND_PROXY = new Instance("behind-proxy", 8081, 8481);

  private static final Instance AT_THE_EDGE = new Instance("at-the-edge", 8082, 8482);
  private static final Instance PROXY_PROTOCOL = new Instance("proxy-protocol", 8083, 8483);

  private static final String TIER =
      """
      defaults
          mode http
          timeout client 10s
      frontend web
          bind 127.0.0.1:80
          http-request return status 200 content-type text/plain lf-string %[req.hdrs]
      """;

  @BeforeAll
  static void start() throws Exception {
    CONTAINER
        .withExposedPorts(8081, 8481, 8082, 8482, 8083, 8483)
        .waitingFor(Wait.forSuccessfulCommand("true"))
        .start();
    CONTAINER.write("/tmp/web.cfg", TIER);
    CONTAINER.run("sh", "-c", "haproxy -W -db -f /tmp/web.cfg > /tmp/web.log 2>&1 &");
    BEHIND_PROXY.start(
        NETWORKS_OF_TEST, "accessLog: All", "compression: Gzip", "maxBodySize: 1Ki", "stats: true");
    AT_THE_EDGE.start("errorPages: {configMapName: pages}");
    PROXY_PROTOCOL.start(NETWORKS_OF_TEST, "proxyProtocol: true");
  }

  @AfterAll
  static void stop() {
    CONTAINER.stop();
  }

  @Test
  void whatAClientSaysOfItselfIsReplaced() {
    // When
    var answer =
        AT_THE_EDGE.get(
            "/",
            "Host: shop.example:30080",
            "X-Forwarded-For: 6.6.6.6",
            "X-Forwarded-For: 6.6.6.7",
            "X-Forwarded-Proto: https",
            "X-Forwarded-Host: evil.example",
            "X-Forwarded-Port: 666",
            "X-Forwarded-Prefix: /evil",
            "X_Forwarded_For: 6.6.6.8",
            "X-Forwarded_Host: evil.example",
            "Forwarded: for=6.6.6.6");

    // Then
    assertThat(answer)
        .contains("\nx-forwarded-proto: http\r")
        .contains("\nx-forwarded-host: shop.example:30080\r")
        .contains("\nx-forwarded-port: 30080\r")
        .containsOnlyOnce("\nx-forwarded-for: ")
        .doesNotContain("6.6.6", "666", "evil", "\nforwarded");
  }

  @Test
  void nobodyIsBelievedWhoWritesUnderscores() {
    for (var balancer : List.of(AT_THE_EDGE, BEHIND_PROXY)) {
      // When
      var answer = balancer.get("/", "X_FORWARDED_FOR: 6.6.6.6", "x-forwarded_proto: https");

      // Then
      assertThat(answer)
          .contains("\nx-forwarded-proto: http\r")
          .doesNotContain("6.6.6.6", "x_forwarded", "x-forwarded_");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "shop.example      | 80",
        "shop.example:8080 | 8080",
        "[::1]:8080        | 8080",
        "[::1]             | 80",
      })
  void theHostIsForwardedAsItIs(String host, String port) {
    for (var balancer : List.of(AT_THE_EDGE, BEHIND_PROXY)) {
      // When
      var answer = balancer.get("/", "Host: " + host);

      // Then
      assertThat(answer)
          .contains("\nx-forwarded-host: " + host + "\r")
          .contains("\nx-forwarded-port: " + port + "\r");
    }
  }

  /** Of a list one part might be looked at, and another one told. */
  @Test
  void aListOfHostsIsRefused() {
    assertThat(AT_THE_EDGE.get("/", "Host: shop:80,evil")).startsWith("HTTP/1.1 400");
  }

  @Test
  void noHostIsNone() {
    for (var balancer : List.of(AT_THE_EDGE, BEHIND_PROXY)) {
      // When
      var answer = balancer.send("GET / HTTP/1.0\r\n\r\n");

      // Then
      assertThat(answer).contains("\nx-forwarded-port: 80\r").doesNotContain("forwarded-host");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.9                                     | 203.0.113.9",
        "2001:db8::9                                     | 2001:db8::9",
        "6.6.6.6, 203.0.113.9                            | 203.0.113.9",
        "6.6.6.6, 203.0.113.9, 10.0.0.1, 10.0.0.2        | 203.0.113.9",
        "203.0.113.9, 10.0.0.1, 10.0.0.2, 10.0.0.3       | 203.0.113.9",
        "10.0.0.9, 10.0.0.1                              | 10.0.0.9",
        "6.6.6.6, unknown, 10.0.0.1                      | 10.0.0.1",
        "6.6.6.6, 10.0.0.6, 10.0.0.5, 10.0.0.4, 10.0.0.3, 10.0.0.2 | 10.0.0.6",
      })
  void theClientIsTheLastThatNoTrustedProxyIs(String forwardedFor, String client) {
    // When
    var answer = BEHIND_PROXY.get("/", "X-Forwarded-For: " + forwardedFor);

    // Then
    assertThat(answer).containsOnlyOnce("\nx-forwarded-for: ");
    assertThat(answer).contains("\nx-forwarded-for: " + client + "\r");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X-Forwarded-Proto: https            | x-forwarded-port: 443",
        "X-Forwarded-Proto: https            | x-forwarded-proto: https",
        "X-Forwarded-Proto: https, http      | x-forwarded-proto: http",
        "X-Forwarded-Proto: gopher           | x-forwarded-proto: http",
        "X-Forwarded-Host: www.example       | x-forwarded-host: www.example",
        "X-Forwarded-Host: www.example:8443  | x-forwarded-port: 8443",
        "X-Forwarded-Port: 444               | x-forwarded-port: 444",
        "X-Forwarded-Port: 4 4               | x-forwarded-port: 80",
      })
  void aTrustedProxyIsBelievedWhatCanBeMeant(String sent, String seen) {
    // When
    var answer = BEHIND_PROXY.get("/", "Host: shop", sent);

    // Then
    assertThat(answer).contains("\n" + seen + "\r");
  }

  @Test
  void theProxyProtocolIsDemandedOfTrustedProxies() {
    // When
    var with = PROXY_PROTOCOL.send("PROXY TCP4 203.0.113.9 10.0.0.1 4000 80\r\n" + request("/"));
    var without = PROXY_PROTOCOL.send(request("/"));

    // Then
    assertThat(with).startsWith("HTTP/1.1 200").contains("\nx-forwarded-for: 203.0.113.9\r");
    assertThat(without).isEmpty();
  }

  @Test
  void aRequestHasAnIdThatPodAndClientSee() {
    // When
    var own = AT_THE_EDGE.get("/", "X-Request-Id: order-4711_a.b");
    var none = AT_THE_EDGE.get("/");
    var unfit = AT_THE_EDGE.get("/", "X-Request-Id: \"} id=666666666");

    // Then
    assertThat(ids(own)).containsExactly("order-4711_a.b", "order-4711_a.b");
    assertThat(ids(none)).hasSize(2).doesNotContain("").containsOnly(ids(none).getFirst());
    assertThat(unfit).doesNotContain("666666666");
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() {
    // When
    var fits = BEHIND_PROXY.send(post("Content-Length: 1024\r\n\r\n" + "x".repeat(1024)));
    var tooLarge = BEHIND_PROXY.send(post("Content-Length: 1025\r\n\r\n" + "x".repeat(1025)));
    var chunks =
        BEHIND_PROXY.send(
            post("Transfer-Encoding: chunked\r\n\r\n401\r\n" + "x".repeat(1025) + "\r\n0\r\n\r\n"));

    // Then
    assertThat(fits).startsWith("HTTP/1.1 200");
    assertThat(tooLarge).startsWith("HTTP/1.1 413");
    assertThat(chunks).startsWith("HTTP/1.1 413");
  }

  @Test
  void answersAreCompressedForClientsThatAsk() {
    // When
    var asked = BEHIND_PROXY.get("/", "Accept-Encoding: gzip", "X-Long: " + "x".repeat(900));
    var notAsked = BEHIND_PROXY.get("/");
    var notWanted = AT_THE_EDGE.get("/", "Accept-Encoding: gzip");

    // Then
    assertThat(asked).contains("\r\ncontent-encoding: gzip").doesNotContain("x".repeat(900));
    assertThat(notAsked).doesNotContain("content-encoding");
    assertThat(notWanted).doesNotContain("content-encoding");
  }

  @Test
  void whileTheApplicationIsDownItsPathsGetAPageAndTheWebTierServes() {
    // When
    var application = BEHIND_PROXY.get("/api/orders");
    var own = AT_THE_EDGE.get("/api/orders");
    var web = AT_THE_EDGE.get("/");

    // Then
    assertThat(application)
        .startsWith("HTTP/1.1 503")
        .contains("\r\nretry-after: 10\r", "\r\ncontent-type: text/html; charset=utf-8\r")
        .contains("<h1>Not available at the moment</h1>");
    assertThat(own).startsWith("HTTP/1.1 503").contains("\r\nretry-after: 10\r", "Back soon");
    assertThat(web).startsWith("HTTP/1.1 200");
    assertThat(AT_THE_EDGE.lines())
        .filteredOn(line -> line.path("tier").asText().equals("app"))
        .isNotEmpty()
        .allMatch(line -> line.path("status").asInt() == 503)
        .allMatch(line -> line.path("termination").asText().equals("SC"));
  }

  /** What clients may send, byte by byte and at random. */
  @Test
  void anyRequestIsALineOfJson() {
    // Given
    var requests = hostileRequests();

    // When
    var answered = requests.stream().filter(r -> !BEHIND_PROXY.send(r).isEmpty()).count();
    BEHIND_PROXY.get("/the-last?secret=1", "Host: shop", "X-Request-Id: the-last-one");

    // Then
    await()
        .untilAsserted(
            () ->
                assertThat(BEHIND_PROXY.lines())
                    .anyMatch(line -> line.path("requestId").asText().equals("the-last-one")));
    var lines = BEHIND_PROXY.lines();
    assertThat(lines).hasSizeGreaterThan((int) answered);
    assertThat(answered).isGreaterThan(1000);
    var last = lines.getLast();
    assertThat(last.path("time").asText()).matches("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    assertThat(last.path("method").asText()).isEqualTo("GET");
    assertThat(last.path("host").asText()).isEqualTo("shop");
    assertThat(last.path("path").asText()).isEqualTo("/the-last");
    assertThat(last.path("status").asInt()).isEqualTo(200);
    assertThat(last.path("bytes").asInt()).isPositive();
    assertThat(last.path("tier").asText()).isEqualTo("web");
    assertThat(last.path("server").asText()).isEqualTo("service");
    assertThat(last.path("address").asText()).isEqualTo("127.0.0.1:80");
    assertThat(last.path("totalMs").isInt()).isTrue();
    assertThat(last.path("termination").asText()).isEqualTo("--");
  }

  @Test
  void errorsAloneAreLoggedUnlessAllIsAskedFor() {
    // When
    AT_THE_EDGE.get("/", "X-Request-Id: good-request");
    AT_THE_EDGE.send("GET / HTTP/1.1\r\nHost: a b\tc\"\r\nBad Header: x\r\n\r\n");

    // Then
    await()
        .untilAsserted(
            () ->
                assertThat(AT_THE_EDGE.lines())
                    .anyMatch(line -> line.path("status").asInt() == 400));
    assertThat(AT_THE_EDGE.lines())
        .noneMatch(line -> line.path("requestId").asText().equals("good-request"));
  }

  @Test
  void statisticsAreToBeReadWhereAskedForAndLeaveNoLog() {
    // Given
    var command =
        "POST /stats HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 24\r\n\r\ns=pod1&action=drain&b=web";

    // When
    var page = BEHIND_PROXY.health("GET /stats HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    var changed = BEHIND_PROXY.health(command);
    var none = AT_THE_EDGE.health("GET /stats HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

    // Then
    assertThat(page).startsWith("HTTP/1.1 200").contains("Statistics Report");
    assertThat(changed).doesNotContain("st=DONE");
    assertThat(none).startsWith("HTTP/1.1 404");
    assertThat(BEHIND_PROXY.lines()).noneMatch(line -> line.path("tier").asText().equals("health"));
  }

  private static List<String> hostileRequests() {
    var requests = new ArrayList<String>();
    for (char c = 0; c < 256; c++) {
      requests.add("GET /a" + c + "b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      requests.add("GET / HTTP/1.1\r\nHost: a" + c + "b\r\nConnection: close\r\n\r\n");
      requests.add("G" + c + "T / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      requests.add(
          "GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: 12345678"
              + c
              + "\r\nConnection: close\r\n\r\n");
    }
    var random = new Random(42);
    for (int i = 0; i < 300; i++) {
      var text = new StringBuilder();
      random
          .ints(1 + random.nextInt(3000), 0x21, 0x100)
          .filter(c -> c != 0x7f)
          .forEach(c -> text.append((char) c));
      requests.add("GET /" + text + " HTTP/1.1\r\nHost: " + text + "\r\nConnection: close\r\n\r\n");
    }
    for (String repeated : List.of("\"", "\\", "\u00c3\u00a9", "\u00e2\u0082", "\u00ff", "%s")) {
      requests.add(
          "GET /" + repeated.repeat(6000) + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    }
    requests.add("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
    requests.add("OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    requests.add("CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\nConnection: close\r\n\r\n");
    requests.add("GET http://a\"/b HTTP/1.1\r\nHost: a\"\r\nConnection: close\r\n\r\n");
    requests.add("GET / HTTP/1.0\r\n\r\n");
    return requests;
  }

  private static String request(String path, String... headers) {
    return "GET %s HTTP/1.1\r\n%s%sConnection: close\r\n\r\n"
        .formatted(
            path,
            String.join("", List.of(headers).stream().map(h -> h + "\r\n").toList()),
            List.of(headers).stream().anyMatch(h -> h.startsWith("Host:")) ? "" : "Host: a\r\n");
  }

  private static String post(String rest) {
    return "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + rest;
  }

  /** The request's id in the answer's headers, and in what the pod was sent. */
  private static List<String> ids(String answer) {
    return answer
        .lines()
        .filter(line -> line.startsWith("x-request-id: "))
        .map(line -> line.substring("x-request-id: ".length()).strip())
        .toList();
  }

  /** An HAProxy of its own. */
  private record Instance(String name, int port, int health) {

    void start(String... loadBalancer) throws Exception {
      var app =
          Apps.withSpec(
              "loadBalancer: {port: %d, %s}".formatted(port, String.join(", ", loadBalancer)));
      var facts =
          new TestFacts()
              .withAddresses(Map.of(Tier.WEB, "127.0.0.1", Tier.APPLICATION, "127.0.0.2"))
              .withErrorPages(
                  app.getSpec().loadBalancer().errorPages() == null
                      ? ErrorPageFiles.NONE
                      : ErrorPageFiles.of(Map.of("503.html", "<p>Back soon</p>")))
              .build();
      var files =
          new Blueprint(app, new TestConfig(), facts)
              .configMaps().stream()
                  .filter(TriedConfiguration.HAPROXY::isIn)
                  .findFirst()
                  .orElseThrow()
                  .getData();
      files.forEach(
          (file, text) ->
              CONTAINER.write(
                  directory() + "/" + file,
                  text.replace(Pods.CONFIG_DIR, directory())
                      .replace("admin.sock", name + ".sock")
                      .replace("bind :8404", "bind :" + health)));
      CONTAINER.run(
          "sh", "-c", "haproxy -W -db -f %s/haproxy.cfg > %s 2>&1 &".formatted(directory(), log()));
      await().until(() -> health("GET /readyz HTTP/1.0\r\n\r\n").contains(" 200 "));
    }

    private String directory() {
      return "/etc/" + name;
    }

    private String log() {
      return "/tmp/" + name + ".log";
    }

    String get(String path, String... headers) {
      return send(request(path, headers));
    }

    String send(String request) {
      return exchange(port, request);
    }

    String health(String request) {
      return exchange(health, request);
    }

    /** The lines that are not HAProxy's own messages; each has to be JSON, in UTF-8. */
    List<JsonNode> lines() {
      var bytes =
          CONTAINER.copyFileFromContainer(
              log(),
              stream -> {
                var copy = new ByteArrayOutputStream();
                stream.transferTo(copy);
                return copy.toByteArray();
              });
      try {
        return UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(bytes))
            .toString()
            .lines()
            .filter(line -> !line.matches("(\\[[A-Z]+] |Server |Proxy |backend ).*"))
            .map(Instance::json)
            .toList();
      } catch (CharacterCodingException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static JsonNode json(String line) {
      try {
        return JSON.readTree(line);
      } catch (IOException e) {
        throw new UncheckedIOException(line, e);
      }
    }

    /** The tier's HAProxy writes line breaks so. */
    private static String text(ByteArrayOutputStream answer) {
      return answer.toString(ISO_8859_1).replace("%0D%0A", "\r\n");
    }

    /** What is answered until the connection is closed, or nothing more comes. */
    private static String exchange(int port, String request) {
      var answer = new ByteArrayOutputStream();
      try (var socket = new Socket(CONTAINER.getHost(), CONTAINER.getMappedPort(port))) {
        socket.setSoTimeout(5000);
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
        socket.getInputStream().transferTo(answer);
      } catch (IOException e) {
        // Reset, or nothing more within the time: what has come is the answer.
        return text(answer);
      }
      return text(answer);
    }
  }
}

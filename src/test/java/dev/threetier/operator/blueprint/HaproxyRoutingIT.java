package dev.threetier.operator.blueprint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.fixture.Apps;
import dev.threetier.operator.fixture.TestConfig;
import dev.threetier.operator.fixture.TestFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testcontainers.containers.wait.strategy.Wait;

/** What HAProxy does with requests, in front of tiers that answer with what they are asked for. */
class HaproxyRoutingIT {

  private static final int ROUTES = 9001;
  private static final int LIMITED = 9002;
  private static final int ALLOWED = 9003;
  private static final int DENIED = 9004;
  private static final int STICKY = 9005;

  private static final ImageContainer CONTAINER =
      ImageContainer.haproxy()
          .withExposedPorts(ROUTES, LIMITED, ALLOWED, DENIED, STICKY)
          .waitingFor(Wait.forSuccessfulCommand("true"))
          .withTmpFs(Map.of("/run/haproxy", "rw,mode=777"));

  private static final String TIERS =
      """
      defaults
          mode http
          timeout connect 1s
          timeout client 10s
          timeout server 10s
      frontend web
          bind 127.0.0.2:80
          http-request return status 200 content-type text/plain lf-string "web %[pathq]"
      frontend app
          bind 127.0.0.3:80
          http-request return status 200 content-type text/plain lf-string "app %[pathq]"
      """;

  @BeforeAll
  static void start() throws Exception {
    CONTAINER.start();
    run("tiers", TIERS);
    serve(
        ROUTES,
        """
        routes:
        - {pathPrefix: /, headers: [{name: X-Version, value: "2, (new) #1"}], tier: Application}
        - {pathPrefix: /api, tier: Application}
        - {pathPrefix: /api, headers: [{name: X-Tenant, value: blue}], tier: Web}
        - {pathPrefix: /api/docs, tier: Web}
        - {path: /status, tier: Application}
        - {pathPrefix: /old/shop, rewritePrefix: /shop, tier: Application}
        - {pathPrefix: /strip, rewritePrefix: /, tier: Application}
        - {path: /logo, rewritePrefix: /static/logo.png, tier: Web}
        - {host: api.example.com, pathPrefix: /, tier: Application}
        - {host: "*.example.com", pathPrefix: /, rewritePrefix: /sites, tier: Web}
        - {host: "*.eu.example.com", pathPrefix: /, tier: Application}
        """);
    serve(LIMITED, "replicas: 2\nrateLimit: {requests: 7, period: 1m}");
    serve(ALLOWED, "allowedSourceRanges: [192.0.2.0/24, \"2001:db8::/32\"]");
    serve(
        DENIED, "allowedSourceRanges: [0.0.0.0/0]\ndeniedSourceRanges: [192.0.2.0/24, 0.0.0.0/0]");
    serve(STICKY, "stickySessions: {}");
  }

  @AfterAll
  static void stop() {
    CONTAINER.stop();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Prefixes, by whole segments.
        "/               | shop.test | X-None: x          | web /",
        "/api            | shop.test | X-None: x          | app /api",
        "/api/           | shop.test | X-None: x          | app /api/",
        "/api/a?b=/c     | shop.test | X-None: x          | app /api/a?b=/c",
        "/apix           | shop.test | X-None: x          | web /apix",
        "/api/docs/x     | shop.test | X-None: x          | web /api/docs/x",
        "/a/api          | shop.test | X-None: x          | web /a/api",
        "/API            | shop.test | X-None: x          | web /API",
        "/?/api          | shop.test | X-None: x          | web /?/api",
        // Whole paths.
        "/status         | shop.test | X-None: x          | app /status",
        "/status?a       | shop.test | X-None: x          | app /status?a",
        "/status/        | shop.test | X-None: x          | web /status/",
        // Other ways to write a path, which is passed on as it came.
        "//api           | shop.test | X-None: x          | app //api",
        "/api//docs      | shop.test | X-None: x          | web /api//docs",
        "/%61pi/x        | shop.test | X-None: x          | app /%61pi/x",
        "/api%2Fdocs     | shop.test | X-None: x          | web /api%2Fdocs",
        "/api/a%2fb      | shop.test | X-None: x          | app /api/a%2fb",
        "/api%01docs     | shop.test | X-None: x          | web /api%01docs",
        "/api;v=1        | shop.test | X-None: x          | web /api;v=1",
        "/api/a..b/.c    | shop.test | X-None: x          | app /api/a..b/.c",
        // Those that pods could read as another path.
        "/api/../x       | shop.test | X-None: x          | 400",
        "/x/..           | shop.test | X-None: x          | 400",
        "/./api          | shop.test | X-None: x          | 400",
        "/x/%2e%2E/api   | shop.test | X-None: x          | 400",
        "/x/..%2fapi     | shop.test | X-None: x          | 400",
        "/x/..;/api      | shop.test | X-None: x          | 400",
        "/api/%zz        | shop.test | X-None: x          | 400",
        "/api/?a=../b%zz | shop.test | X-None: x          | app /api/?a=../b%zz",
        // Rewritten paths.
        "/old/shop       | shop.test | X-None: x          | app /shop",
        "/old/shop/a/b?c | shop.test | X-None: x          | app /shop/a/b?c",
        "//old/%73hop//a | shop.test | X-None: x          | app /shop//a",
        "/old/shopping   | shop.test | X-None: x          | web /old/shopping",
        "/strip          | shop.test | X-None: x          | app /",
        "/strip?a        | shop.test | X-None: x          | app /?a",
        "/strip//evil/a  | shop.test | X-None: x          | app /evil/a",
        "/logo?a         | shop.test | X-None: x          | web /static/logo.png?a",
        // Hosts.
        "/x              | api.example.com      | X-None: x          | app /x",
        "/x              | API.Example.COM:8443 | X-None: x          | app /x",
        "/x              | api.example.com.     | X-None: x          | app /x",
        "/               | www.example.com      | X-None: x          | web /sites/",
        "/api            | a.www.example.com:80 | X-None: x          | web /sites/api",
        "/x              | a.eu.example.com     | X-None: x          | app /x",
        "/x              | eu.example.com       | X-None: x          | web /sites/x",
        "/x              | example.com          | X-None: x          | web /x",
        "/x              | notexample.com       | X-None: x          | web /x",
        "/x              | [::1]:80             | X-None: x          | web /x",
        // Headers.
        "/api            | shop.test | X-Tenant: blue            | web /api",
        "/api            | shop.test | x-tenant: blue            | web /api",
        "/api            | shop.test | X-Tenant: Blue            | app /api",
        "/api            | shop.test | X-Tenant: blue, red       | app /api",
        "/x              | shop.test | X-Version: 2, (new) #1    | app /x",
        "/x              | shop.test | X-Version: 2              | web /x",
      })
  void aRequestGoesWhereTheMostSpecificRouteSays(
      String path, String host, String header, String expected) throws Exception {
    // When
    var answer = get(ROUTES, path, "Host: " + host, header);

    // Then
    assertThat(answer.startsWith("HTTP/1.1 200 ") ? body(answer) : status(answer))
        .isEqualTo(expected);
  }

  @Test
  void moreRequestsThanAnHaproxyPodsShareAreRefused() {
    // When
    var answers = IntStream.range(0, 5).mapToObj(i -> get(LIMITED, "/", "Host: a")).toList();

    // Then
    assertThat(answers)
        .extracting(HaproxyRoutingIT::status)
        .containsExactly("200", "200", "200", "429", "429");
    assertThat(answers.getLast()).containsIgnoringCase("\r\nRetry-After: 60\r\n");
  }

  @Test
  void onlyAllowedSourcesAreServed() {
    // When
    var answer = get(ALLOWED, "/", "Host: a");

    // Then
    assertThat(status(answer)).isEqualTo("403");
  }

  @Test
  void deniedSourcesAreNotServedThoughTheyAreAllowed() {
    // When
    var answer = get(DENIED, "/", "Host: a");

    // Then
    assertThat(status(answer)).isEqualTo("403");
  }

  @Test
  void theServiceBehindATierIsNotStuckTo() {
    // When
    var answer = get(STICKY, "/api", "Host: a", "Cookie: lb-app=0123456789abcdef");

    // Then
    assertThat(status(answer)).isEqualTo("200");
    assertThat(answer).contains("lb-app=; Max-Age=0; path=/; HttpOnly; SameSite=Lax");
  }

  private static void serve(int port, String loadBalancer) throws Exception {
    var app = Apps.withSpec("loadBalancer:\n" + loadBalancer.indent(2) + "  port: " + port);
    var facts =
        new TestFacts()
            .withAddresses(Map.of(Tier.WEB, "127.0.0.2", Tier.APPLICATION, "127.0.0.3"))
            .build();
    var files =
        new Blueprint(app, new TestConfig(), facts)
            .configMaps().stream()
                .filter(TriedConfiguration.HAPROXY::isIn)
                .findFirst()
                .orElseThrow()
                .getData();
    files.forEach((file, text) -> CONTAINER.write(Pods.CONFIG_DIR + "/" + file, text));
    run(String.valueOf(port), files.getOrDefault("haproxy.cfg", ""));
  }

  /** As a daemon, which goes to the background when it listens. */
  private static void run(String name, String configuration) throws Exception {
    var file = "/tmp/" + name + ".cfg";
    CONTAINER.write(file, configuration);
    CONTAINER.run("haproxy", "-D", "-f", file);
  }

  /** As it is written, which HTTP clients would put in order. */
  private static String get(int port, String path, String... headers) {
    try (var socket = new Socket(CONTAINER.getHost(), CONTAINER.getMappedPort(port))) {
      var request =
          "GET %s HTTP/1.1\r\n%s\r\nConnection: close\r\n\r\n"
              .formatted(path, String.join("\r\n", headers));
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String status(String answer) {
    return answer.split(" ", 3)[1];
  }

  private static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }
}

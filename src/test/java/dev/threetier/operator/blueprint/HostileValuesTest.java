package dev.threetier.operator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.fixture.Apps;
import dev.threetier.operator.fixture.Schema;
import dev.threetier.operator.fixture.TestConfig;
import dev.threetier.operator.fixture.TestFacts;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a user writes cannot become syntax of a configuration: the schema refuses it, or it stays
 * one word in its place.
 */
class HostileValuesTest {

  private static final Schema SCHEMA = Schema.ofThreeTierApp();

  /** Words as HAProxy tells them apart; what is none, but no blank either, is counted too. */
  private static final Pattern WORD =
      Pattern.compile("(?:[^\\s'\"\\\\#]|\\\\.|'[^']*'|\"(?:[^\"\\\\]|\\\\.)*\")+|#.*|\\S");

  /** A line of postgresql.conf, of which the server reads one name and one value. */
  private static final Pattern SETTING =
      Pattern.compile("^[a-z0-9_]+(\\.[a-z0-9_]+)? = '([^'\\\\]|''|\\\\\\\\)*'$");

  /** The line with the names of extensions, of which a name is one word. */
  private static final Pattern EXTENSIONS = Pattern.compile("^# extensions: \\S+$");

  static List<Field> fields() {
    var readiness = "probes.readiness.httpGet.path";
    return List.of(
        new Field(
            "metadata.name",
            "shop-2",
            name -> SCHEMA.matches("self.metadata.name", name),
            (app, name) -> app.getMetadata().setName(name)),
        spec(
            "loadBalancer.routes.[].pathPrefix",
            "/orders",
            (spec, path) ->
                spec.withArray("/loadBalancer/routes")
                    .addObject()
                    .put("pathPrefix", path)
                    .put("tier", "Web")),
        route("path", "/orders", (route, path) -> route.put("path", path)),
        route(
            "host",
            "a.example.com",
            (route, host) -> route.put("pathPrefix", "/").put("host", host)),
        route(
            "rewritePrefix",
            "/orders",
            (route, prefix) -> route.put("pathPrefix", "/x").put("rewritePrefix", prefix)),
        route(
            "headers.[].name",
            "X-Tenant",
            (route, name) ->
                route
                    .put("pathPrefix", "/x")
                    .putArray("headers")
                    .addObject()
                    .put("name", name)
                    .put("value", "x")),
        route(
            "headers.[].value",
            "blue",
            (route, value) ->
                route
                    .put("pathPrefix", "/x")
                    .putArray("headers")
                    .addObject()
                    .put("name", "X-Tenant")
                    .put("value", value)),
        spec(
            "loadBalancer.stickySessions.cookiePrefix",
            "lb",
            (spec, prefix) ->
                spec.withObject("/loadBalancer/stickySessions").put("cookiePrefix", prefix)),
        spec(
            "loadBalancer.rateLimit.period",
            "1s",
            (spec, period) ->
                spec.withObject("/loadBalancer/rateLimit")
                    .put("requests", 10)
                    .put("period", period)),
        networks("loadBalancer.allowedSourceRanges"),
        networks("loadBalancer.deniedSourceRanges"),
        spec(
            "web." + readiness,
            "/ready",
            (spec, path) ->
                spec.withObject("/web/probes/readiness/httpGet")
                    .put("path", path)
                    .put("port", 8080)),
        spec(
            "application." + readiness,
            "/ready",
            (spec, path) ->
                spec.withObject("/application/probes/readiness/httpGet")
                    .put("path", path)
                    .put("port", "http")),
        spec(
            "loadBalancer.hashHeader",
            "X-Tenant",
            (spec, name) ->
                spec.withObject("/loadBalancer")
                    .put("algorithm", "Header")
                    .put("hashHeader", name)),
        spec(
            "loadBalancer.timeouts.server",
            "5m",
            (spec, time) -> spec.withObject("/loadBalancer/timeouts").put("server", time)),
        networks("loadBalancer.trustedProxies"),
        spec(
            "loadBalancer.maxBodySize",
            "10Mi",
            (spec, size) -> spec.withObject("/loadBalancer").put("maxBodySize", size)),
        spec(
            "web.healthCheck.path",
            "/ready",
            (spec, path) -> spec.withObject("/web/healthCheck").put("path", path)),
        spec(
            "application.healthCheck.expectedStatus",
            "200-299,401",
            (spec, status) ->
                spec.withObject("/application/healthCheck").put("expectedStatus", status)),
        spec(
            "application.healthCheck.slowStart",
            "10s",
            (spec, time) -> spec.withObject("/application/healthCheck").put("slowStart", time)),
        parameters(
            "k",
            "work_mem",
            (spec, name) -> spec.withObject("/database/parameters").put(name, "1")),
        parameters(
            "self[k]",
            "16MB",
            (spec, value) -> spec.withObject("/database/parameters").put("a.b", value)),
        extensions(),
        spec(
            "database.name",
            "orders",
            (spec, name) -> spec.withObject("/database").put("name", name)),
        spec(
            "database.user",
            "orders",
            (spec, name) -> spec.withObject("/database").put("user", name)));
  }

  @ParameterizedTest
  @MethodSource("fields")
  void aValueIsRefusedOrStaysOneWord(Field field) {
    // Given
    var expected = structure(field.render(field.harmless()));

    // When
    var passed = HostileValues.all().filter(field.schema()).toList();

    // Then
    assertThat(field.schema()).accepts(field.harmless());
    assertThat(passed)
        .allSatisfy(
            value -> assertThat(structure(field.render(value))).as(value).isEqualTo(expected));
  }

  @Test
  void portsAreNumbers() {
    // Given
    var ports = Stream.of("loadBalancer.port", "web.port", "application.port");

    // When
    var accepted =
        ports
            .map(port -> SCHEMA.field("spec." + port))
            .filter(port -> HostileValues.all().anyMatch(port::accepts));

    // Then
    assertThat(accepted).isEmpty();
  }

  @Test
  void whatElseIsWrittenIsInNoConfiguration() {
    // Given
    var app =
        Apps.withSpec(
            """
            loadBalancer:
              image: HOSTILE
              service:
                annotations: {a: HOSTILE}
                loadBalancerClass: HOSTILE
                loadBalancerSourceRanges: [HOSTILE]
              errorPages: {configMapName: HOSTILE}
              placement: {nodeSelector: {a: HOSTILE}}
            web:
              content: {configMapName: HOSTILE}
              env: [{name: A, value: HOSTILE}]
              envFrom: [{prefix: HOSTILE, configMapRef: {name: HOSTILE}}]
              probes: {liveness: {httpGet: {path: HOSTILE, port: 8080}}}
            application:
              image: HOSTILE
              command: [HOSTILE]
              args: [HOSTILE]
              env: [{name: A, value: HOSTILE}]
              probes: {startup: {httpGet: {path: HOSTILE, port: 8080}}}
            database:
              name: HOSTILE
              user: HOSTILE
              image: HOSTILE
              storage: {size: 1Gi, storageClassName: HOSTILE}
              probes: {readiness: {exec: {command: [HOSTILE]}}}
            """);

    // When
    var configuration = configuration(app);

    // Then
    assertThat(configuration).doesNotContain("HOSTILE");
  }

  private static String configuration(ThreeTierApp app) {
    var text = new StringBuilder();
    new Blueprint(app, new TestConfig(), TestFacts.usual())
        .configMaps()
        .forEach(
            configMap ->
                configMap
                    .getData()
                    .forEach((name, file) -> text.append(name.endsWith(".digest") ? "" : file)));
    return text.toString();
  }

  /** What remains when the values are taken out: for each line its first word and their number. */
  private static List<String> structure(String configuration) {
    return configuration
        .lines()
        // Settings are sorted by name, and their names are given by users.
        .map(line -> SETTING.matcher(line).replaceFirst("setting"))
        .map(line -> EXTENSIONS.matcher(line).replaceFirst("extensions"))
        .map(HostileValuesTest::words)
        .map(words -> words.isEmpty() ? "" : words.getFirst() + " " + words.size())
        .sorted()
        .toList();
  }

  private static List<String> words(String line) {
    return WORD.matcher(line).results().map(MatchResult::group).toList();
  }

  private static Field spec(String path, String harmless, BiConsumer<ObjectNode, String> put) {
    return new Field(
        path,
        harmless,
        SCHEMA.field("spec." + path)::accepts,
        (app, value) -> {
          var spec = JsonNodeFactory.instance.objectNode();
          put.accept(spec, value);
          app.setSpec(Apps.withSpec(List.of(spec)).getSpec());
        });
  }

  private static Field route(String name, String harmless, BiConsumer<ObjectNode, String> put) {
    return spec(
        "loadBalancer.routes.[]." + name,
        harmless,
        (spec, value) ->
            put.accept(
                spec.withArray("/loadBalancer/routes").addObject().put("tier", "Web"), value));
  }

  private static Field networks(String path) {
    var list = "/" + path.replace('.', '/');
    var field = spec(path, "192.0.2.0/24", (spec, network) -> spec.withArray(list).add(network));
    return new Field(
        path,
        field.harmless(),
        value -> SCHEMA.field("spec." + path).matches("n", value),
        field.put());
  }

  private static Field extensions() {
    var field =
        spec(
            "database.extensions",
            "uuid-ossp",
            (spec, name) -> spec.withArray("/database/extensions").add(name));
    return new Field(
        "database.extensions",
        field.harmless(),
        value -> SCHEMA.field("spec.database.extensions").matches("e", value),
        field.put());
  }

  private static Field parameters(
      String operand, String harmless, BiConsumer<ObjectNode, String> put) {
    var field = spec("database.parameters", harmless, put);
    return new Field(
        "database.parameters " + operand,
        harmless,
        value -> SCHEMA.field("spec.database.parameters").matches(operand, value),
        field.put());
  }

  record Field(
      String name,
      String harmless,
      Predicate<String> schema,
      BiConsumer<ThreeTierApp, String> put) {

    String render(String value) {
      var app = Apps.minimal();
      put.accept(app, value);
      return configuration(app);
    }

    @Override
    public String toString() {
      return name;
    }
  }
}

package dev.threetier.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** HAProxy does what the spec says, as its own metrics tell. */
class LoadBalancerIT extends OperatorTest {

  private static final int HAPROXY_PORT = 8080;
  private static final int METRICS_PORT = 8404;

  /** An own server of the web tier that answers with its pod's name. */
  private static final String TELLS_ITS_NAME =
      """
      web:
          replicas: 3
          image: "%s"
          runAsUser: 101
          command:
          - sh
          - -c
          - |
            for kind in client_body proxy fastcgi uwsgi scgi
            do temp="$temp ${kind}_temp_path /tmp/$kind;"
            done
            echo "pid /tmp/pid; error_log stderr; events {} http { access_log off; $temp
            server { listen 8080; location / { return 200 '$(hostname)'; } } }" > /tmp/nginx.conf
            exec nginx -e stderr -c /tmp/nginx.conf -g 'daemon off;'"""
          .formatted(InProcessOperator.operatorConfig().images().nginx());

  @Test
  void aPodIsUpWhenItAnswersAsTheHealthCheckExpects() {
    apply(balanced("checked", "replicas: 1", "healthCheck: {path: /nowhere}"));
    awaitReady("checked");

    awaitSlots("checked", "haproxy_server_status", "state=\"DOWN\"", List.of("1", "1"));

    apply(
        balanced(
            "checked",
            "replicas: 1",
            "healthCheck: {path: /nowhere, method: HEAD, expectedStatus: \"404\"}"));
    awaitReady("checked");

    awaitSlots("checked", "haproxy_server_status", "state=\"UP\"", List.of("1", "1"));
    app("checked").delete();
  }

  /** The pods that run keep what they have, and so does one that starts. */
  @Test
  void aConfigurationThatHaproxyRefusesReplacesNone() throws Exception {
    apply(balanced("snippets", "replicas: 1", ""));
    awaitReady("snippets");
    var balancer = uids(pods("snippets", "lb"));

    apply(balanced("snippets", "replicas: 1, " + snippet("no-such-word"), ""));

    var refused = awaitReason("snippets", "Ready", "ConfigurationRefused");
    assertThat(message(refused, "LoadBalancerReady")).contains("no-such-word");
    assertThat(uids(pods("snippets", "lb"))).isEqualTo(balancer);
    get("snippets", HAPROXY_PORT, "/", "");
    client.resource(pods("snippets", "lb").getFirst()).delete();
    await().atMost(TOLD_IN).until(() -> !uids(pods("snippets", "lb")).equals(balancer));
    client.resource(pods("snippets", "lb").getFirst()).waitUntilReady(1, TimeUnit.MINUTES);
    get("snippets", HAPROXY_PORT, "/", "");
    awaitReason("snippets", "Ready", "ConfigurationRefused");

    // It parses, and there is no such address.
    apply(balanced("snippets", "replicas: 1, " + snippet("bind 203.0.113.9:9100"), ""));
    awaitCondition(
        "snippets", "Ready", TOLD_IN, c -> c.getMessage().contains("could not take it up"));
    var pod = pods("snippets", "lb").getFirst();
    run(pod, "kill -9 $(cat /run/haproxy/haproxy.pid)");
    client
        .resource(pod)
        .waitUntilCondition(
            p -> p.getStatus().getContainerStatuses().getFirst().getRestartCount() == 1,
            1,
            TimeUnit.MINUTES);
    client.resource(pod).waitUntilReady(1, TimeUnit.MINUTES);
    get("snippets", HAPROXY_PORT, "/", "");

    var restarted = uids(pods("snippets", "lb"));
    apply(
        balanced(
            "snippets", "replicas: 1, " + snippet("http-response set-header X-Shop open"), ""));
    awaitReady("snippets");
    assertThat(uids(pods("snippets", "lb"))).isEqualTo(restarted);
    assertThat(response("snippets", HAPROXY_PORT, "/", "").headers().firstValue("X-Shop"))
        .contains("open");
    app("snippets").delete();
  }

  private static String snippet(String line) {
    return "configurationSnippets: {frontend: \"%s\"}".formatted(line);
  }

  @Test
  void theSameValueOfAHeaderGoesToTheSamePod() throws Exception {
    apply(
        balanced(
            "hashed",
            "replicas: 1, algorithm: Header, hashHeader: X-Tenant, timeouts: {queue: 5s}",
            "maxConnections: 7"));
    awaitReady("hashed");
    awaitSlots("hashed", "haproxy_server_status", "state=\"UP\"", List.of("1", "1"));

    for (int i = 0; i < 20; i++) {
      get("hashed", HAPROXY_PORT, "/", "blue");
    }

    assertThat(answered("hashed")).containsExactly("20");
    assertThat(slots("hashed", "haproxy_server_limit_sessions", "")).startsWith("7", "7");
    for (int tenant = 0; tenant < 20; tenant++) {
      get("hashed", HAPROXY_PORT, "/", "tenant-" + tenant);
    }
    assertThat(answered("hashed")).hasSize(2);
    app("hashed").delete();
  }

  /**
   * Its pods never become ready; what is asked of it is answered all the same, and so is the web.
   */
  @Test
  void whileTheApplicationIsDownHaproxyShowsThePageAndServesTheWebTier() throws Exception {
    apply(edge(1));
    awaitCondition("edge", "WebReady", READY_IN, c -> c.getStatus().equals("True"));
    var running =
        awaitCondition("edge", "LoadBalancerReady", READY_IN, c -> c.getStatus().equals("True"));
    assertThat(message(running, "LoadBalancerReady"))
        .startsWith("ConfigMap edge-pages does not exist");
    awaitAnswer("edge", "/api/anything", 503, "Not available at the moment");

    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("edge-pages")
                .withNamespace(namespace)
                .endMetadata()
                .addToData("503.html", "<p>Back soon</p>")
                .build())
        .create();
    awaitAnswer("edge", "/api/anything", 503, "Back soon");
    awaitAnswer("edge", "/", 200, "");

    var pod = pods("edge", "lb").getLast().getMetadata().getName();
    var lines =
        client
            .pods()
            .inNamespace(namespace)
            .withName(pod)
            .inContainer("lb")
            .getLog()
            .lines()
            .filter(line -> line.startsWith("{"));
    assertThat(lines)
        .isNotEmpty()
        .allSatisfy(line -> assertThat(new ObjectMapper().readTree(line)).hasSize(17))
        .anyMatch(line -> line.contains("\"status\":503") && line.contains("\"tier\":\"app\""));

    apply(edge(2));
    resource(Deployment.class, "edge-lb")
        .waitUntilCondition(
            lb -> lb != null && Integer.valueOf(2).equals(lb.getStatus().getReadyReplicas()),
            TOLD_IN.toSeconds(),
            TimeUnit.SECONDS);
    awaitQuiet();
    assertThat(get(Deployment.class, "edge-lb").getSpec().getReplicas()).isEqualTo(2);
    app("edge").delete();
  }

  /** Its application never becomes ready, and its autoscaler scales up to the least number. */
  private static String edge(int minReplicas) {
    return minimal("edge")
        .replace(
            "loadBalancer: {replicas: 1}",
            """
            loadBalancer:
                autoscaling: {minReplicas: %d, maxReplicas: 2}
                accessLog: All
                errorPages: {configMapName: edge-pages}
                service: {type: NodePort, externalTrafficPolicy: Local}"""
                .formatted(minReplicas))
        .replace(
            "replicas: 1}\n  database",
            "replicas: 1, probes: {readiness: {httpGet: {path: /nowhere, port: http}}}}\n"
                + "  database");
  }

  private void awaitAnswer(String app, String path, int status, String text) {
    await()
        .atMost(TOLD_IN)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              try (var http = new Http(client, namespace, app)) {
                var answer = http.get(path);
                assertThat(answer.statusCode()).isEqualTo(status);
                assertThat(answer.body()).contains(text);
              }
            });
  }

  /** Slots are filled by DNS in an order that differs from one HAProxy pod to the other. */
  @Test
  void aClientStaysWithItsPodWhicheverHaproxyPodItReaches() throws Exception {
    apply(
        minimal("sticky")
            .replace(
                "loadBalancer: {replicas: 1}",
                "loadBalancer: {replicas: 2, algorithm: RoundRobin,"
                    + " stickySessions: {targets: [Web]}}")
            .replace("web: {replicas: 1}", TELLS_ITS_NAME));
    awaitReady("sticky");
    var disruptions = new Disruptions(this, "sticky");
    await()
        .atMost(TOLD_IN)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              // Before pods are known the Service is asked, and there is no cookie for it.
              for (var balancer : pods("sticky", "lb")) {
                assertThat(cookie(through(balancer, ""))).matches("lb-web=[0-9a-f]{16}");
              }
              assertThat(podsReached("")).hasSize(3);
            });

    var first = through(pods("sticky", "lb").getFirst(), "");
    var cookie = cookie(first);

    assertThat(first.headers().firstValue("Set-Cookie").orElseThrow())
        .matches("lb-web=[0-9a-f]{16}; path=/; HttpOnly; SameSite=Lax");
    assertThat(podsReached(cookie)).containsExactly(first.body());

    disruptions.rollOut("lb");

    assertThat(podsReached(cookie)).containsExactly(first.body());

    disruptions.forceDelete(List.of(get(Pod.class, first.body())));

    var other = through(pods("sticky", "lb").getLast(), cookie);
    assertThat(other.body()).isNotEqualTo(first.body());
    assertThat(podsReached(cookie(other))).containsExactly(other.body());
    app("sticky").delete();
  }

  /** The pods that answer three requests through each of the HAProxy pods. */
  private Set<String> podsReached(String cookie) throws Exception {
    var reached = new TreeSet<String>();
    for (var balancer : pods("sticky", "lb")) {
      for (int i = 0; i < 3; i++) {
        reached.add(through(balancer, cookie).body());
      }
    }
    return reached;
  }

  private static String cookie(HttpResponse<String> response) {
    return response.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
  }

  private HttpResponse<String> through(Pod balancer, String cookie) throws Exception {
    return send(balancer, HAPROXY_PORT, "/", "Cookie", cookie);
  }

  private static String balanced(String name, String loadBalancer, String web) {
    return minimal(name)
        .replace("loadBalancer: {replicas: 1}", "loadBalancer: {" + loadBalancer + "}")
        .replace("web: {replicas: 1}", "web: {replicas: 2, " + web + "}");
  }

  private void awaitSlots(String app, String metric, String label, List<String> expected) {
    await()
        .atMost(TOLD_IN)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(slots(app, metric, label))
                    .filteredOn(value -> !value.equals("0"))
                    .isEqualTo(expected));
  }

  /** How many requests were answered by each pod of the web tier that answered any. */
  private List<String> answered(String app) throws Exception {
    return slots(app, "haproxy_server_http_responses_total", "code=\"2xx\"").stream()
        .filter(count -> !count.equals("0"))
        .toList();
  }

  /** A metric of the web tier's slots for pods, as the one HAProxy pod tells it. */
  private List<String> slots(String app, String metric, String label) throws Exception {
    var line =
        Pattern.compile(
            "(?m)^%s\\{proxy=\"web\",server=\"pod\\d+\"[^}]*%s[^}]*} (\\S+)$"
                .formatted(metric, Pattern.quote(label)));
    return line.matcher(get(app, METRICS_PORT, "/metrics", ""))
        .results()
        .map(m -> m.group(1))
        .toList();
  }

  private String get(String app, int port, String path, String tenant)
      throws IOException, InterruptedException {
    return response(app, port, path, tenant).body();
  }

  private HttpResponse<String> response(String app, int port, String path, String tenant)
      throws IOException, InterruptedException {
    return send(pods(app, "lb").getFirst(), port, path, "X-Tenant", tenant);
  }

  private HttpResponse<String> send(
      Pod balancer, int port, String path, String header, String value)
      throws IOException, InterruptedException {
    try (LocalPortForward forward = client.pods().resource(balancer).portForward(port);
        var http = HttpClient.newHttpClient()) {
      var response =
          http.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + forward.getLocalPort() + path))
                  .timeout(Duration.ofSeconds(15))
                  .header(header, value)
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(200);
      return response;
    }
  }
}

package dev.threetier.operator.cluster;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Requests at a constant rate to a guestbook's load balancer, from a pod in its namespace: reads,
 * and writes with numbers that are compared with what the database holds. What became of them is
 * printed after each test. {@code -Dtraffic.rate} is the number of requests per second.
 */
final class Traffic implements AfterEachCallback {

  private static final int RATE = Integer.getInteger("traffic.rate", 200);
  private static final String POD = "traffic";
  private static final long NOBODY = 65534;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final OperatorTest test;
  private final String app;
  private @Nullable String run;
  private @Nullable TrafficReport report;

  Traffic(OperatorTest test, String app) {
    this.test = test;
    this.app = app;
  }

  /** Returns when requests have been sent for a second. */
  void start() throws InterruptedException {
    start("http");
  }

  /** With whatever certificate. */
  void startOverHttps() throws InterruptedException {
    start("https");
  }

  /**
   * With more time for an answer, while so many servers start that the machine is late with all.
   */
  void startPatiently() throws InterruptedException {
    start("http", "-timeout=15s");
  }

  private void start(String scheme, String... more) throws InterruptedException {
    run = "run-" + System.nanoTime();
    // By address: what clients themselves lose without DNS is nothing of the balancer's.
    var address = test.get(Service.class, app + "-lb").getSpec().getClusterIP();
    test.client.resource(pod(scheme + "://" + address, run, more)).create();
    resource().waitUntilReady(1, TimeUnit.MINUTES);
    TimeUnit.SECONDS.sleep(1);
  }

  /** Sends no more, waits for what has been sent, and tells what became of it. */
  TrafficReport stop() throws Exception {
    // What comes a moment after the event belongs to it.
    TimeUnit.SECONDS.sleep(2);
    try (var exec = resource().exec("/traffic", "stop")) {
      assertThat(exec.exitCode().get(30, TimeUnit.SECONDS)).isZero();
    }
    resource()
        .waitUntilCondition(
            pod -> "Succeeded".equals(pod.getStatus().getPhase()), 30, TimeUnit.SECONDS);
    var answers = resource().getLog().lines().map(Traffic::answer).toList();
    report = new TrafficReport(answers, recorded());
    // A machine too busy to send requests shows nothing.
    assertThat(report.rate()).as("requests per second").isGreaterThan(0.9 * RATE);
    return report;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (report != null) {
      System.out.println(
          context.getRequiredTestMethod().getName()
              + " "
              + context.getDisplayName()
              + ": "
              + report
              + Stream.of(TrafficTest.BEHIND)
                  .map(tier -> "\n  " + tier + ": " + report.of(tier))
                  .collect(joining()));
    }
    report = null;
    resource().withGracePeriod(0).delete();
    resource().waitUntilCondition(pod -> pod == null, 30, TimeUnit.SECONDS);
  }

  private PodResource resource() {
    return test.client.pods().inNamespace(test.namespace).withName(POD);
  }

  private Pod pod(String url, String run, String... more) {
    return ClientPods.of(
            test.namespace,
            POD,
            NOBODY,
            new ContainerBuilder()
                .withImage(Images.traffic())
                .withArgs("-url=" + url, "-rate=" + RATE, "-run=" + run)
                .addToArgs(more))
        .build();
  }

  /** How often the database holds each number of this run. */
  private Map<Integer, Integer> recorded() throws Exception {
    var query =
        "SELECT split_part(message, ' ', 2), count(*) FROM entry WHERE message LIKE '"
            + run
            + " %' GROUP BY 1";
    return test.run(
            test.pods(app, "db").getFirst(),
            "psql -X -q -At -F ' ' -h /run/postgresql -U postgres -d app -c \"" + query + "\"")
        .lines()
        .map(line -> List.of(line.split(" ")))
        .collect(
            toMap(
                fields -> Integer.valueOf(fields.getFirst()),
                fields -> Integer.valueOf(fields.getLast())));
  }

  private static TrafficReport.Answer answer(String json) {
    try {
      return JSON.readValue(json, TrafficReport.Answer.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }
}

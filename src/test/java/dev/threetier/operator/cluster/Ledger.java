package dev.threetier.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.threetier.operator.blueprint.Labels;
import dev.threetier.operator.blueprint.Tier;
import dev.threetier.operator.fixture.TestFiles;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * Transactions to an application's database, as fast as it takes them, from a pod that its
 * NetworkPolicy takes for one of the application's. Which of them were acknowledged is kept in that
 * pod, and compared with what the database holds: {@code ledger.sh}.
 */
final class Ledger {

  private static final int CLIENTS = 4;
  private static final long POSTGRES = 999;
  private static final int MAJOR_VERSION = 17;
  private static final Duration BACK_IN = Duration.ofMinutes(3);
  private static final String SCRIPT = TestFiles.text(Path.of("src/test/resources/ledger.sh"));

  private final OperatorTest test;
  private final String app;
  private Pod pod = new Pod();

  Ledger(OperatorTest test, String app) {
    this.test = test;
    this.app = app;
  }

  /** When the database is there, or soon will be. */
  void open() throws Exception {
    pod = test.client.resource(pod()).create();
    await()
        .atMost(OperatorTest.READY_IN)
        .ignoreExceptions()
        .untilAsserted(() -> test.run(pod, "test -e /tmp/ready"));
  }

  /** Returns when transactions are acknowledged. */
  void start() throws Exception {
    var now = Instant.now();
    ask("start");
    awaitAcknowledged(now);
  }

  /** Writes no more, and tells what became of all transactions from the first one. */
  LedgerReport stop() throws Exception {
    ask("stop");
    return new ObjectMapper().readValue(ask("report"), LedgerReport.class);
  }

  /** Waits for a transaction that was made after that time, and acknowledged. */
  void awaitAcknowledged(Instant since) {
    await()
        .atMost(BACK_IN)
        .pollDelay(Duration.ZERO)
        .untilAsserted(
            () -> assertThat(ask("first", seconds(since))).as(ask("errors")).isNotEmpty());
  }

  /** How many transactions that were made after that time have been acknowledged. */
  int acknowledged(Instant since) throws Exception {
    return Integer.parseInt(ask("count", seconds(since)));
  }

  /** The longest time since then without one that was acknowledged. */
  Duration interruption(Instant since) throws Exception {
    return Duration.ofMillis((long) (1000 * Double.parseDouble(ask("gap", seconds(since)))));
  }

  private String ask(String... arguments) throws Exception {
    return test.run(pod, "bash -c 'eval \"$LEDGER\"' ledger " + String.join(" ", arguments))
        .strip();
  }

  private static String seconds(Instant time) {
    return String.format(Locale.ROOT, "%.3f", time.toEpochMilli() / 1000.0);
  }

  private Pod pod() {
    return ClientPods.of(
            test.namespace,
            app + "-ledger",
            POSTGRES,
            new ContainerBuilder()
                .withImage(
                    InProcessOperator.operatorConfig().images().postgresql().get(MAJOR_VERSION))
                .withCommand("bash", "-c", "eval \"$LEDGER\"", "ledger", "clients", "" + CLIENTS)
                .withEnv(
                    new EnvVar("LEDGER", SCRIPT, null),
                    secret("PGHOST", "host"),
                    secret("PGDATABASE", "dbname"),
                    secret("PGUSER", "username"),
                    secret("PGPASSWORD", "password")))
        .editMetadata()
        .withLabels(Labels.selector(app, Tier.APPLICATION))
        .endMetadata()
        .build();
  }

  private EnvVar secret(String variable, String key) {
    return new EnvVarBuilder()
        .withName(variable)
        .withNewValueFrom()
        .withNewSecretKeyRef(key, app + "-db", false)
        .endValueFrom()
        .build();
  }
}

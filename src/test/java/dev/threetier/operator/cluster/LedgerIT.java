package dev.threetier.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What a database has acknowledged it keeps, whatever ends it. How often its servers are killed is
 * {@code -Dledger.kills}. The last two tests take away what guards the data, and have to see it.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LedgerIT extends OperatorTest {

  private static final int KILLS = Integer.getInteger("ledger.kills", 6);
  private static final String BOUNDED = "256Mi";

  private final Ledger ledger = new Ledger(this, "shop");
  private final Ledger bounded = new Ledger(this, "bounded");
  private final NodeShells nodes = new NodeShells(this);
  private final Disruptions disruptions = new Disruptions(this, "shop", nodes);
  private BoundedVolume volume;

  /** That takes a shell on the node, which is there before what has to be killed at once. */
  @BeforeAll
  void createVolume() throws Exception {
    volume = new BoundedVolume(this, nodes, BOUNDED);
  }

  @AfterAll
  void leaveNodes() throws Exception {
    volume.remove();
    disruptions.end();
  }

  @Test
  @Order(1)
  void aDatabaseThatIsKilledWhileItIsMadeIsMadeAllTheSame() throws Exception {
    apply(
        minimal("bounded")
            .replace(
                "{size: 1Gi}",
                "{size: %s, storageClassName: %s}".formatted(BOUNDED, volume.storageClass())));
    apply(minimal("shop"));
    disruptions.signal(List.of(awaitInitialisation(0)), "KILL");
    disruptions.forceDelete(List.of(awaitInitialisation(1)));

    ledger.open();

    assertThat(sql("SHOW data_checksums")).isEqualTo("on");
  }

  /** Of all processes; of all but the first, which starts others; and of the pod. */
  @Test
  @Order(2)
  void killedServersKeepWhatTheyAcknowledged() throws Exception {
    ledger.start();
    var kills =
        List.<Kill>of(
            pod -> disruptions.signal(List.of(pod), "KILL"),
            pod -> run(pod, ApplicationIT.KILL_SERVER),
            pod -> replace(pod, 0));
    var interruptions = new ArrayList<Duration>();
    for (int i = 0; i < KILLS; i++) {
      interruptions.add(interruption(kills.get(i % kills.size())));
    }

    assertNothingLost("%d kills, without the database for".formatted(KILLS), interruptions);
  }

  @Test
  @Order(3)
  void aSecondServerOnTheVolumeEndsAndHarmsNothing() throws Exception {
    ledger.start();

    var second = client.resource(second(pod())).create();

    await().atMost(TOLD_IN).until(() -> exitCodes(second).equals(List.of(75, 75)));
    assertNothingLost("a second server, without the database for", List.of());
    client.resource(second).withGracePeriod(0).delete();
  }

  @Test
  @Order(4)
  void aFullVolumeTakesNoMoreAndKeepsWhatItHas() throws Exception {
    bounded.open();
    bounded.start();

    volume.fill();

    await().atMost(TOLD_IN).until(() -> bounded.acknowledged(Instant.now().minusSeconds(3)) == 0);
    var told = awaitReason("bounded", "VolumeHealthy", "VolumeFull");
    assertThat(message(told, "VolumeHealthy"))
        .startsWith("PersistentVolumeClaim bounded-db is full, ")
        .endsWith("of 256Mi are left: raise spec.database.storage.size");
    volume.empty();
    bounded.awaitAcknowledged(Instant.now());
    awaitCondition("bounded", "VolumeHealthy", TOLD_IN, c -> c.getStatus().equals("True"));
    assertThat(restarts(pods("bounded", "db").getFirst(), "reload")).isZero();
    var report = bounded.stop();
    System.out.println("a volume that was full: " + report);
    assertKept(report);
    assertThat(damage(pods("bounded", "db").getFirst())).isEmpty();
  }

  @Test
  @Order(5)
  void withoutTheOperatorAServerComesBackAsWell() throws Exception {
    operator.close();
    ledger.start();

    var interruptions =
        List.of(
            interruption(pod -> replace(pod, 180)),
            interruption(pod -> disruptions.signal(List.of(pod), "KILL")));

    assertNothingLost(
        "deleted and killed with no operator, without the database for", interruptions);
  }

  @Test
  @Order(6)
  void commitsThatDoNotWaitForTheDiskAreSeenToBeLost() throws Exception {
    sql("ALTER SYSTEM SET synchronous_commit = off");
    sql("ALTER SYSTEM SET wal_writer_delay = '10s'");
    sql("SELECT pg_reload_conf()");
    ledger.start();

    interruption(pod -> run(pod, ApplicationIT.KILL_SERVER));

    var report = ledger.stop();
    System.out.println("commits that do not wait for the disk: " + report);
    assertThat(report.lost()).isPositive();
  }

  @Test
  @Order(7)
  void aDamagedPageIsFound() throws Exception {
    sql("CHECKPOINT");
    run(
        pod(),
        "dd if=/dev/zero of=/data/pgdata/%s bs=1 seek=100 count=4000 conv=notrunc"
            .formatted(sql("shop", "app", "SELECT pg_relation_filepath('ledger.entry')")));

    // It would be found only when it is read anew.
    run(pod(), ApplicationIT.KILL_SERVER);
    awaitAnswer();

    assertThat(damage(pod())).contains("entry");
  }

  /** What the lock is for: one acknowledges what the other does not know of. */
  @Test
  @Order(8)
  void aSecondServerWithoutTheLockIsSeenToHarm() throws Exception {
    var second = client.resource(withoutLock(second(pod()))).create();

    await()
        .atMost(READY_IN)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                run(
                    second,
                    "psql -X -h /run/postgresql -U postgres -c 'CREATE TABLE acknowledged ()'"));

    assertThat(sql("SELECT to_regclass('acknowledged') IS NULL")).isEqualTo("t");
    client.resource(second).withGracePeriod(0).delete();
  }

  /** How long nothing was acknowledged. */
  private Duration interruption(Kill kill) throws Exception {
    var before = Instant.now();
    kill.of(pod());
    ledger.awaitAcknowledged(Instant.now());
    return ledger.interruption(before.minusSeconds(1));
  }

  /** Waits for another one that is ready, for the old one may still be running. */
  private void replace(Pod pod, long gracePeriodSeconds) {
    client.resource(pod).withGracePeriod(gracePeriodSeconds).delete();
    await()
        .atMost(READY_IN)
        .until(
            () ->
                pods("shop", "db").stream()
                    .filter(Readiness::isPodReady)
                    .anyMatch(other -> !uids(List.of(other)).equals(uids(List.of(pod)))));
  }

  private void assertNothingLost(String what, List<Duration> interruptions) throws Exception {
    var report = ledger.stop();
    var millis = interruptions.stream().map(Duration::toMillis).toList();
    System.out.printf("%s %s ms: %s%n", what, millis, report);
    assertKept(report);
    assertThat(damage(pod())).isEmpty();
  }

  private static void assertKept(LedgerReport report) {
    assertThat(report.acknowledged()).isPositive();
    assertThat(report.lost()).as("lost").isZero();
    assertThat(report.torn()).as("torn").isZero();
    assertThat(report.unbalanced()).as("unbalanced").isZero();
  }

  /** What is wrong with tables, their pages' checksums, and indexes. */
  private String damage(Pod pod) throws Exception {
    return run(
        pod,
        "PGOPTIONS='-c client_min_messages=warning'"
            + " pg_amcheck -h /run/postgresql -U postgres --install-missing --heapallindexed app 2>&1"
            + " || [ $? -eq 2 ]");
  }

  /** The pod of the server that runs, with other containers: they only end, and need no room. */
  private static Pod second(Pod first) {
    var spec = first.getSpec();
    var server = spec.getContainers().getFirst().edit();
    return new PodBuilder()
        .withNewMetadata()
        .withName("second")
        .withNamespace(first.getMetadata().getNamespace())
        .endMetadata()
        .withSpec(
            spec.edit()
                .withInitContainers()
                .withContainers(
                    spec.getInitContainers().getFirst().edit().withResources(null).build(),
                    server
                        .withResources(null)
                        .withLifecycle(null)
                        .withReadinessProbe(null)
                        .withLivenessProbe(null)
                        .withStartupProbe(null)
                        .build())
                .withRestartPolicy("Never")
                .build())
        .build();
  }

  /** The server alone, as it would be started without a guard. */
  private static Pod withoutLock(Pod pod) {
    var server = pod.getSpec().getContainers().getLast();
    var start =
        "cp /etc/threetier/postgresql.conf /run/postgresql && "
            + server.getCommand().getLast().replaceFirst("flock .*/data/[.]lock", "");
    return pod.edit()
        .editSpec()
        .withContainers(server.edit().withCommand("sh", "-c", start).build())
        .endSpec()
        .build();
  }

  private static int restarts(Pod pod, String container) {
    return pod.getStatus().getContainerStatuses().stream()
        .filter(status -> status.getName().equals(container))
        .mapToInt(ContainerStatus::getRestartCount)
        .sum();
  }

  private List<Integer> exitCodes(Pod pod) {
    return client.resource(pod).get().getStatus().getContainerStatuses().stream()
        .map(ContainerStatus::getState)
        .filter(state -> state.getTerminated() != null)
        .map(state -> state.getTerminated().getExitCode())
        .toList();
  }

  /** The pod whose init container runs, after so many restarts. */
  private Pod awaitInitialisation(int restarts) {
    return await()
        .atMost(READY_IN)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () ->
                pods("shop", "db").stream()
                    .filter(
                        pod ->
                            pod.getStatus().getInitContainerStatuses().stream()
                                .anyMatch(
                                    container ->
                                        container.getState().getRunning() != null
                                            && container.getRestartCount() == restarts))
                    .toList(),
            pods -> !pods.isEmpty())
        .getFirst();
  }

  private void awaitAnswer() {
    await()
        .atMost(READY_IN)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(sql("SELECT 1")).isEqualTo("1"));
  }

  private String sql(String statement) throws Exception {
    return sql("shop", "postgres", statement);
  }

  private Pod pod() {
    return pods("shop", "db").getFirst();
  }

  /** What ends a server. */
  private interface Kill {

    void of(Pod pod) throws Exception;
  }
}

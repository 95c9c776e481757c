package dev.threetier.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.threetier.operator.api.v1alpha1.InitSqlStatus;
import dev.threetier.operator.api.v1alpha1.SavedBackup;
import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A database is saved while it works, and what was saved becomes another database. */
class BackupIT extends OperatorTest {

  private static final Duration SAVED_IN = Duration.ofMinutes(2);

  private static final String SAVE = "threetier.dev/backup-now";
  private static final String TRY = "threetier.dev/try-restore-now";

  /** A value of which no two are the same, so that it does not compress. */
  private static final String BALLAST =
      "CREATE TABLE ballast AS SELECT gen_random_uuid() FROM generate_series(1, 800000)";

  private final Disruptions disruptions = new Disruptions(this, "shop");

  @AfterAll
  void removeShells() {
    disruptions.end();
  }

  @Test
  void whatIsSavedBecomesAnotherDatabase() throws Exception {
    // Given: a database that is saved from its beginning
    createClaim("nas");
    operator.requests().clear();
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("schema")
                .withNamespace(namespace)
                .endMetadata()
                .addToData("init.sql", "CREATE TABLE begun ()")
                .build())
        .create();
    apply(saved("shop"));
    awaitSaved();
    sql("shop", "CREATE TABLE ledger (entry text); GRANT SELECT ON ledger TO app");
    write("first");
    awaitQuiet();
    assertThat(operator.requests().readsPastTheCache()).isEmpty();

    // One that is killed in the middle is not counted, and the next one cleans up after it.
    sql("shop", BALLAST);
    disruptions.signal(pods("shop", "backup"), "0");
    request(Map.of(SAVE, "killed"));
    runInBackup("until ls -d /backup/*/base/.new 2>/dev/null; do sleep 0.1; done");
    disruptions.signal(pods("shop", "backup"), "KILL");
    var named = awaitBackups(2).getFirst().name();
    assertThat(runInBackup("ls -A /backup/*/base").lines()).hasSize(2);

    // When: changes are made before and after a moment
    write("second");
    TimeUnit.SECONDS.sleep(1);
    var moment =
        sql(
            "shop",
            "SELECT to_char(clock_timestamp(), 'YYYY-MM-DD\\\"T\\\"HH24:MI:SS.US\\\"Z\\\"')");
    TimeUnit.SECONDS.sleep(1);
    write("third");

    // A receiver that cannot write is told, and neither stops the database nor loses anything. In a
    // new pod, for the kubelet has little patience with one that has been killed.
    client.resource(backupPod()).delete();
    cutReceiver("chmod 0 \"/backup/$(cat /backup/current)/wal\"");
    write("fourth");
    var failed =
        awaitCondition(
            "shop", "BackupReady", SAVED_IN, c -> c.getMessage().contains("Permission denied"));
    assertThat(condition(failed, "DatabaseReady").orElseThrow().getStatus()).isEqualTo("True");
    runInBackup("chmod 700 \"/backup/$(cat /backup/current)/wal\"");
    awaitCondition("shop", "BackupReady", SAVED_IN, c -> c.getStatus().equals("True"));
    write("fifth");
    awaitReceived();

    // Then: each application has what had been committed by then, and the one that is made without
    // the WAL misses what followed its backup
    var began = Instant.now();
    apply(restored("then", "time: \"" + moment + "\""));
    apply(restored("all", ""));
    apply(restored("named", "backup: " + named));
    assertThat(ledger("then")).containsExactly("first", "second");
    assertThat(ledger("all")).containsExactly("first", "second", "third", "fourth", "fifth");
    assertThat(ledger("named")).containsExactly("first");
    System.out.printf("Three restores took %s%n", Duration.between(began, Instant.now()));
    assertThat(restoredOf("named")).isEqualTo(named);
    assertThat(initSqlOf("named")).isNotNull().isEqualTo(initSqlOf("shop"));
    assertThat(containers("named")).doesNotContain("restore");
    // A node of two cores has no room for all of them beside what other tests run.
    delete("then", "all", "named");

    // And: WAL that ends too early is not taken for all that there is
    for (var entry : List.of("sixth", "seventh", "eighth")) {
      write(entry);
      sql("shop", "SELECT pg_switch_wal()");
    }
    awaitReceived();
    var missing =
        runInBackup("cd /backup/$(cat /backup/current)/wal && ls | grep -v partial | tail -n 2")
            .lines()
            .findFirst()
            .orElseThrow();
    runInBackup("cd /backup/$(cat /backup/current)/wal && mv %1$s /backup/%1$s".formatted(missing));
    apply(restored("incomplete", ""));
    var refused = awaitReason("incomplete", "DatabaseReady", "RestoreFailed");
    assertThat(message(refused, "DatabaseReady")).contains("is damaged or incomplete before");
    runInBackup("cd /backup/$(cat /backup/current)/wal && mv /backup/%1$s %1$s".formatted(missing));

    delete("incomplete");

    // And: nothing is ever restored over a database, and nothing damaged
    damage(named);
    apply(restored("named", ""));
    refused = awaitReason("named", "DatabaseReady", "RestoreFailed");
    assertThat(message(refused, "DatabaseReady")).contains("holds a database already");
    apply(restored("damaged", "backup: " + named));
    refused = awaitReason("damaged", "DatabaseReady", "RestoreFailed");
    assertThat(message(refused, "DatabaseReady")).contains("backup " + named + " is damaged");

    // And: a trial tells that before somebody needs the backup
    request(Map.of(TRY, "damaged"));
    var tried =
        awaitCondition("shop", "BackupVerified", SAVED_IN, c -> c.getStatus().equals("False"));
    assertThat(message(tried, "BackupVerified")).contains("backup " + named + " is damaged");

    // And: what is too old goes with the next one, and its WAL
    var wal = runInBackup("ls /backup/*/wal | head -n 1");
    request(Map.of(SAVE, "third", TRY, "third"));
    var backups = awaitNewerThan(named);
    assertThat(backups).hasSize(2);
    assertThat(runInBackup("ls -A /backup/*/base").lines())
        .containsExactlyInAnyOrderElementsOf(backups.stream().map(SavedBackup::name).toList());
    assertThat(runInBackup("ls /backup/*/wal | head -n 1")).isGreaterThan(wal);

    // And: with it a trial finds all that was written since
    tried = awaitCondition("shop", "BackupVerified", SAVED_IN, c -> c.getStatus().equals("True"));
    assertThat(message(tried, "BackupVerified")).contains(backups.getFirst().name());
    assertThat(runInBackup("ls -d /backup/.scratch || true")).isEmpty();

    // And: a stream that broke off is followed by another one, which begins with a backup
    var latest = backups.getFirst().name();
    cutReceiver("true", "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots");
    awaitCondition("shop", "BackupReady", SAVED_IN, c -> c.getMessage().contains("has a gap"));
    awaitNewerThan(latest);
    assertThat(runInBackup("ls -d /backup/threetier_*").lines()).hasSize(2);

    // And: all of it is on the claim that was given, which is nobody's
    assertThat(resource(PersistentVolumeClaim.class, "shop-backup").get()).isNull();
    assertThat(get(PersistentVolumeClaim.class, "nas").getMetadata().getOwnerReferences())
        .isEmpty();
  }

  private static String saved(String name) {
    return minimal(name)
        .replace(
            "{storage: {size: 1Gi}}",
            """
            {storage: {size: 1Gi}, initSQL: {configMapName: schema}, backup: {retention: {count: 2}, storage: {claimName: nas}, trial:
              {query: "SELECT count(*) > 7 AND current_user = 'app' FROM ledger"}}}""");
  }

  private static String restored(String name, String target) {
    return minimal(name)
        .replace("{replicas: 1}", "{replicas: 1, resources: {requests: {cpu: 10m}}}")
        .replace(
            "{storage: {size: 1Gi}}",
            "{storage: {size: 1Gi}, resources: {requests: {cpu: 10m}}, restore: {from: {appName: shop, claimName: nas}%s}}"
                .formatted(target.isEmpty() ? "" : ", " + target));
  }

  private void createClaim(String name) {
    client
        .resource(
            new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withNewResources()
                .addToRequests("storage", new Quantity("1Gi"))
                .endResources()
                .endSpec()
                .build())
        .create();
  }

  private void delete(String... names) {
    Stream.of(names).forEach(name -> app(name).delete());
    Stream.of(names)
        .forEach(name -> app(name).waitUntilCondition(gone -> gone == null, 1, TimeUnit.MINUTES));
  }

  private ThreeTierApp awaitSaved() {
    return awaitCondition("shop", "BackupReady", READY_IN, c -> c.getStatus().equals("True"));
  }

  /** And waits for the pod that carries it out. */
  private void request(Map<String, String> annotations) {
    var before = backupPod().getMetadata().getUid();
    app("shop")
        .edit(
            app -> {
              app.getMetadata().setAnnotations(annotations);
              return app;
            });
    await().atMost(TOLD_IN).until(() -> !backupPod().getMetadata().getUid().equals(before));
  }

  private List<SavedBackup> awaitBackups(int number) {
    return app("shop")
        .waitUntilCondition(
            app -> backups(app).size() == number, SAVED_IN.toSeconds(), TimeUnit.SECONDS)
        .getStatus()
        .database()
        .backups();
  }

  private List<SavedBackup> awaitNewerThan(String backup) {
    return app("shop")
        .waitUntilCondition(
            app -> !backups(app).isEmpty() && backups(app).getFirst().name().compareTo(backup) > 0,
            SAVED_IN.toSeconds(),
            TimeUnit.SECONDS)
        .getStatus()
        .database()
        .backups();
  }

  private static List<SavedBackup> backups(ThreeTierApp app) {
    var database = app.getStatus() == null ? null : app.getStatus().database();
    return database == null || database.backups() == null ? List.of() : database.backups();
  }

  private String restoredOf(String name) {
    return app(name)
        .waitUntilCondition(
            app -> app.getStatus().database().restored() != null, 1, TimeUnit.MINUTES)
        .getStatus()
        .database()
        .restored();
  }

  private InitSqlStatus initSqlOf(String name) {
    return app(name).get().getStatus().database().initSql();
  }

  private List<String> containers(String name) {
    return get(Deployment.class, name + "-db")
        .getSpec()
        .getTemplate()
        .getSpec()
        .getInitContainers()
        .stream()
        .map(container -> container.getName())
        .toList();
  }

  private void write(String entry) throws Exception {
    sql("shop", "INSERT INTO ledger VALUES ('%s')".formatted(entry));
  }

  private List<String> ledger(String name) throws Exception {
    awaitCondition(name, "DatabaseReady", READY_IN, c -> c.getStatus().equals("True"));
    restoredOf(name);
    // The pod that has restored is followed by one that no longer knows the backups.
    awaitQuiet();
    awaitCondition(name, "DatabaseReady", READY_IN, c -> c.getStatus().equals("True"));
    return sql(name, "SELECT entry FROM ledger ORDER BY ctid").lines().toList();
  }

  /** Ends the connection of the receiver, after a script has been run beside it. */
  private void cutReceiver(String script, String... statements) throws Exception {
    runInBackup(script);
    sql("shop", "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active");
    for (String statement : statements) {
      sql("shop", statement);
    }
  }

  /** Until all that is committed is on the backup volume. */
  private void awaitReceived() {
    await()
        .atMost(TOLD_IN)
        .until(
            () ->
                sql(
                        "shop",
                        "SELECT restart_lsn >= pg_current_wal_flush_lsn() FROM pg_replication_slots")
                    .equals("t"));
  }

  /** Turns a byte in the middle of the backup over. */
  private void damage(String backup) throws Exception {
    runInBackup(
        "file=$(ls /backup/*/base/%s/base.tar.gz) && middle=$(($(stat -c %%s $file) / 2)) && byte=$(dd if=$file bs=1 skip=$middle count=1 2>/dev/null | od -An -tu1) && printf \"\\\\$(printf %%o $((255 - byte)))\" | dd of=$file bs=1 seek=$middle conv=notrunc 2>/dev/null"
            .formatted(backup));
  }

  private String runInBackup(String script) throws Exception {
    return run(backupPod(), script);
  }

  private Pod backupPod() {
    return await()
        .atMost(TOLD_IN)
        .until(() -> pods("shop", "backup"), pods -> pods.size() == 1 && isRunning(pods.getFirst()))
        .getFirst();
  }

  private static boolean isRunning(Pod pod) {
    return pod.getStatus().getContainerStatuses().stream()
        .anyMatch(
            status -> status.getName().equals("wal") && status.getState().getRunning() != null);
  }

  private String sql(String app, String statement) throws Exception {
    return sql(app, "app", statement);
  }
}

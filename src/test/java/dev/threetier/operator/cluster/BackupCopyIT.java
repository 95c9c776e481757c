package dev.threetier.operator.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is saved is copied out of the cluster, and becomes a database when all else is lost. */
class BackupCopyIT extends OperatorTest {

  /** The kubelet may make a container wait that has ended some times. */
  private static final Duration COPIED_IN = Duration.ofMinutes(3);

  private static final String S3 =
      "s3: {endpoint: \"%s\", bucket: %s, prefix: clusters/a, secretName: s3}"
          .formatted(S3Server.ENDPOINT, S3Server.BUCKET);

  @Test
  void aCopyOutlivesVolumeAndApplication() throws Exception {
    // Given: storage that does not know the credentials
    var s3 = new S3Server(this);
    s3.start();
    createSecret("guessed");
    apply(
        minimal("shop")
            .replace(
                "{storage: {size: 1Gi}}",
                "{storage: {size: 1Gi}, backup: {retention: {count: 1}, storage: {size: 1Gi}, %s}}"
                    .formatted(S3)));

    // Then: that is told, and nothing else is harmed
    var failed = awaitCopied("False");
    assertThat(message(failed, "BackupCopied")).contains("SignatureDoesNotMatch");
    awaitCondition("shop", "BackupReady", READY_IN, c -> c.getStatus().equals("True"));

    // When: the Secret is corrected
    edit(
        Secret.class,
        "s3",
        secret -> {
          secret.getData().put("AWS_SECRET_ACCESS_KEY", base64(S3Server.PASSWORD));
          return secret;
        });
    var pod = backupPod();
    assertThat(awaitCopied("True").getStatus().database().copiedUntil()).isNotNull();
    assertThat(uids(List.of(backupPod()))).isEqualTo(uids(List.of(pod)));
    assertThat(s3.keys())
        .allMatch(key -> key.startsWith("clusters/a/" + namespace + "/shop/threetier_"));

    // When: the bucket is away for some time
    sql("shop", "app", "CREATE TABLE ledger (entry text)");
    s3.close();
    write("first");
    failed = awaitCopied("False");
    assertThat(message(failed, "BackupCopied")).contains("dial tcp");
    assertThat(condition(failed, "BackupReady").orElseThrow().getStatus()).isEqualTo("True");
    var missed = lastComplete();
    assertThat(s3.keys()).noneMatch(key -> key.endsWith(missed));
    s3.open();

    // Then: what it has missed comes
    awaitCopied("True");
    assertThat(s3.keys()).anyMatch(key -> key.endsWith(missed));

    // And: what retention removes is removed there
    var old = infos(s3);
    saveAgain("removes");
    await()
        .atMost(COPIED_IN)
        .until(() -> infos(s3), infos -> infos.size() == 1 && !infos.equals(old));
    assertThat(s3.keys()).noneMatch(key -> key.endsWith(missed));

    // When: the volume is emptied, and another base backup follows
    var before = s3.keys();
    run(backupPod(), "rm -rf /backup/* /backup/.[a-z]*");
    write("second");
    saveAgain("empty");
    await().atMost(COPIED_IN).until(() -> infos(s3), infos -> infos.size() == 2);

    // Then: all that was copied is there
    assertThat(s3.keys()).containsAll(before);

    // When: application and volumes are lost, a moment after something was written
    sql("shop", "app", "INSERT INTO ledger VALUES ('last')");
    TimeUnit.SECONDS.sleep(3);
    s3.run("touch /tmp/written");
    await()
        .atMost(COPIED_IN)
        .until(
            () -> s3.run("find /data -name '*.partial.gz' -newer /tmp/written"),
            found -> !found.isBlank());
    lose("shop");
    apply(
        minimal("again")
            .replace(
                "{storage: {size: 1Gi}}",
                "{storage: {size: 1Gi}, restore: {from: {appName: shop, %s}}}".formatted(S3)));

    // Then: another application has it
    await()
        .atMost(READY_IN)
        .until(
            () ->
                app("again").get().getStatus() != null
                    && app("again").get().getStatus().database().restored() != null);
    awaitQuiet();
    awaitCondition("again", "DatabaseReady", READY_IN, c -> c.getStatus().equals("True"));
    assertThat(sql("again", "app", "SELECT entry FROM ledger ORDER BY ctid").lines())
        .containsExactly("first", "second", "last");
    assertThat(run(pods("again", "db").getFirst(), "ls -A /data")).doesNotContain(".fetched");
  }

  private ThreeTierApp awaitCopied(String status) {
    return awaitCondition("shop", "BackupCopied", COPIED_IN, c -> c.getStatus().equals(status));
  }

  /** And completes the file of WAL. */
  private void write(String entry) throws Exception {
    sql("shop", "app", "INSERT INTO ledger VALUES ('%s')".formatted(entry));
    sql("shop", "app", "SELECT pg_switch_wal()");
  }

  private String lastComplete() throws Exception {
    return run(
            backupPod(),
            "cd /backup/$(cat /backup/current)/wal && ls | grep -v partial | tail -n 1")
        .strip();
  }

  private static List<String> infos(S3Server s3) throws Exception {
    return s3.keys().stream().filter(key -> key.endsWith("/info")).toList();
  }

  private void saveAgain(String request) {
    app("shop")
        .edit(
            app -> {
              app.getMetadata().setAnnotations(Map.of("threetier.dev/backup-now", request));
              return app;
            });
  }

  private void lose(String name) {
    app(name).delete();
    for (var claim : List.of(name + "-db", name + "-backup")) {
      resource(PersistentVolumeClaim.class, claim).delete();
    }
    for (var claim : List.of(name + "-db", name + "-backup")) {
      resource(PersistentVolumeClaim.class, claim)
          .waitUntilCondition(gone -> gone == null, 1, TimeUnit.MINUTES);
    }
  }

  private Pod backupPod() {
    return await()
        .atMost(TOLD_IN)
        .until(() -> pods("shop", "backup"), pods -> pods.size() == 1)
        .getFirst();
  }

  private void createSecret(String password) {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("s3")
                .withNamespace(namespace)
                .endMetadata()
                .addToData("AWS_ACCESS_KEY_ID", base64(S3Server.USER))
                .addToData("AWS_SECRET_ACCESS_KEY", base64(password))
                .build())
        .create();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}

package dev.threetier.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** PostgreSQL takes up what it can while it runs, and nothing that it refuses. */
class DatabaseConfigurationIT extends OperatorTest {

  @Test
  void theParametersOfADatabaseFromItsFirstToItsLast() throws Exception {
    // A new database whose parameters PostgreSQL refuses starts without them, and tells so.
    apply(shop("work_mem: lots"));
    var refused =
        awaitCondition(
            "shop",
            "DatabaseReady",
            READY_IN,
            c -> c.getStatus().equals("False") && c.getReason().equals("ConfigurationRefused"));
    assertThat(message(refused, "DatabaseReady")).contains("\"work_mem\": \"lots\"");
    assertThat(show("work_mem")).isEqualTo("4MB");
    var first = pod();

    // Corrected, it takes them up without a restart, and ends no connection.
    var connection = connect(first);
    apply(shop("work_mem: 9MB"));
    awaitReady("shop");
    assertThat(show("work_mem")).isEqualTo("9MB");
    apply(shop("work_mem: 10MB"));
    awaitReady("shop");
    assertThat(show("work_mem")).isEqualTo("10MB");

    // So it does with extensions; one that does not come with the image changes nothing.
    apply(extended("citext, nothing", "work_mem: 11MB"));
    refused = awaitReason("shop", "DatabaseReady", "ConfigurationRefused");
    assertThat(message(refused, "DatabaseReady"))
        .contains("extension \"nothing\" is not available");
    assertThat(show("work_mem")).isEqualTo("10MB");
    apply(extended("citext, uuid-ossp", "work_mem: 10MB"));
    awaitReady("shop");
    assertThat(sql("shop", "app", "SELECT 'a'::citext = 'A', uuid_nil() IS NULL")).isEqualTo("t|f");
    assertThat(pod().getMetadata().getUid()).isEqualTo(first.getMetadata().getUid());
    assertThat(run(first, "kill -0 " + connection + " && echo there")).contains("there");
    awaitQuiet();

    // What it refuses replaces nothing, nor in a pod that starts.
    apply(shop("work_mem: 11MB, shared_buffers: 900TB"));
    refused = awaitReason("shop", "DatabaseReady", "ConfigurationRefused");
    assertThat(message(refused, "DatabaseReady")).contains("900TB");
    apply(shop("work_mem: 11MB, shared_buffers: 900GB"));
    awaitCondition(
        "shop", "DatabaseReady", TOLD_IN, c -> c.getMessage().contains("MB of shared memory"));
    assertThat(show("work_mem")).isEqualTo("10MB");
    client.resource(first).delete();
    awaitOtherThan(first);
    assertThat(show("work_mem")).isEqualTo("10MB");
    awaitReason("shop", "DatabaseReady", "ConfigurationRefused");

    // What only a start can take up costs one.
    var second = pod();
    apply(shop("work_mem: 11MB, max_connections: \"50\""));
    awaitReady("shop");
    assertThat(show("max_connections")).isEqualTo("50");
    assertThat(show("work_mem")).isEqualTo("11MB");
    var third = pod();
    assertThat(third.getMetadata().getUid()).isNotEqualTo(second.getMetadata().getUid());

    // And where only a start can show that it cannot, the one before goes on.
    apply(shop("work_mem: 12MB, huge_pages: \"on\""));
    refused =
        awaitCondition(
            "shop", "DatabaseReady", READY_IN, c -> c.getReason().equals("ConfigurationRefused"));
    assertThat(message(refused, "DatabaseReady")).contains("could not map anonymous shared memory");
    awaitOtherThan(third);
    assertThat(show("work_mem")).isEqualTo("11MB");
    assertThat(show("max_connections")).isEqualTo("50");
    apply(shop("work_mem: 12MB"));
    awaitReady("shop");
    assertThat(show("work_mem")).isEqualTo("12MB");

    // Other resources cost one restart, which has the settings that follow from them.
    var revision = revision();
    apply(
        shop("work_mem: 12MB")
            .replace("parameters:", "resources: {limits: {memory: 800Mi}}, parameters:"));
    awaitReady("shop");
    assertThat(show("shared_buffers")).isEqualTo("200MB");
    assertThat(show("max_connections")).isEqualTo("80");
    assertThat(show("work_mem")).isEqualTo("12MB");
    awaitQuiet();
    assertThat(revision()).isEqualTo(revision + 1);
  }

  private int revision() {
    return Integer.parseInt(
        get(Deployment.class, "shop-db")
            .getMetadata()
            .getAnnotations()
            .get("deployment.kubernetes.io/revision"));
  }

  /** The id of the process that serves a connection which waits. */
  private String connect(Pod pod) throws Exception {
    run(
        pod,
        "psql -X -h /run/postgresql -U postgres -c 'SELECT pg_sleep(3600)' > /tmp/waits 2>&1 &");
    var pid = new String[1];
    await()
        .atMost(TOLD_IN)
        .until(
            () -> {
              pid[0] =
                  sql("SELECT pid FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(3600)'");
              return !pid[0].isEmpty();
            });
    return pid[0];
  }

  private void awaitOtherThan(Pod before) {
    await()
        .atMost(READY_IN)
        .until(
            () ->
                pods("shop", "db").size() == 1
                    && !pod().getMetadata().getUid().equals(before.getMetadata().getUid()));
    client.resource(pod()).waitUntilReady(READY_IN.toSeconds(), TimeUnit.SECONDS);
  }

  private Pod pod() {
    return pods("shop", "db").getFirst();
  }

  private String show(String setting) throws Exception {
    return sql("SHOW " + setting);
  }

  private String sql(String statement) throws Exception {
    return sql("shop", "postgres", statement);
  }

  private static String extended(String extensions, String parameters) {
    return shop(parameters).replace("parameters:", "extensions: [" + extensions + "], parameters:");
  }

  private static String shop(String parameters) {
    return minimal("shop").replace("size: 1Gi}}", "size: 1Gi}, parameters: {" + parameters + "}}");
  }
}

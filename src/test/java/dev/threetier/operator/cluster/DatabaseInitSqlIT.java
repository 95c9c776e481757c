package dev.threetier.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.threetier.operator.api.v1alpha1.InitSqlState;
import dev.threetier.operator.api.v1alpha1.InitSqlStatus;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A new database begins with the user's SQL, and never comes back to it. */
class DatabaseInitSqlIT extends OperatorTest {

  private static final String SHOP =
      minimal("shop")
          .replace(
              "{storage: {size: 1Gi}}",
              "{storage: {size: 1Gi}, extensions: [citext],"
                  + " initSQL: {configMapName: schema, key: v1.sql}}");

  private static final String CORRECT =
      "CREATE TABLE customers (name citext); INSERT INTO customers VALUES ('Ada')";

  @Test
  void theSqlOfANewDatabase() throws Exception {
    // Nothing is made before there is something to begin with.
    apply(SHOP);
    var status = awaitReason("shop", "DatabaseReady", "ReferenceMissing");
    assertThat(message(status, "DatabaseReady")).contains("ConfigMap schema does not exist");
    write(Map.of("v2.sql", CORRECT));
    status = awaitReason("shop", "DatabaseReady", "ReferenceInvalid");
    assertThat(message(status, "DatabaseReady")).contains("it has no key v1.sql");
    assertThat(pods("shop", "db")).isEmpty();

    // What PostgreSQL refuses is told, with an event, and tried again when it is corrected.
    write(Map.of("v1.sql", CORRECT + "; SELECT nonsense"));
    status = awaitReason("shop", "DatabaseReady", "InitSqlFailed");
    assertThat(message(status, "DatabaseReady"))
        .contains("initSQL of ConfigMap schema, key v1.sql failed")
        .contains("column \"nonsense\" does not exist");
    await().atMost(TOLD_IN).until(this::isAnnounced);
    write(Map.of("v1.sql", CORRECT));
    status = awaitReady("shop");
    var told = status.getStatus().database().initSql();
    assertThat(told).extracting(InitSqlStatus::state).isEqualTo(InitSqlState.RAN);
    assertThat(told.time()).isGreaterThan("2026-01-01T00:00:00Z");
    assertThat(customers()).isEqualTo("Ada app");

    // Another text changes nothing that runs, nor does the lack of one, or of the field.
    awaitQuiet();
    var pod = pod();
    write(Map.of("v1.sql", "DROP TABLE customers"));
    awaitQuiet();
    resource(ConfigMap.class, "schema").delete();
    awaitQuiet();
    assertThat(pod().getMetadata().getUid()).isEqualTo(pod.getMetadata().getUid());
    assertThat(condition(app("shop").get(), "Ready").orElseThrow().getStatus()).isEqualTo("True");

    // A pod that starts does not run it again.
    client.resource(pod).delete();
    await()
        .atMost(READY_IN)
        .until(
            () ->
                pods("shop", "db").size() == 1
                    && !pod().getMetadata().getUid().equals(pod.getMetadata().getUid()));
    awaitReady("shop");
    awaitQuiet();
    assertThat(customers()).isEqualTo("Ada app");
    assertThat(app("shop").get().getStatus().database().initSql()).isEqualTo(told);
  }

  private boolean isAnnounced() {
    return client.resources(Event.class).inNamespace(namespace).list().getItems().stream()
        .anyMatch(
            event ->
                event.getReason().equals("InitSqlFailed")
                    && event.getInvolvedObject().getName().equals("shop"));
  }

  private void write(Map<String, String> data) {
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("schema")
                .withNamespace(namespace)
                .endMetadata()
                .withData(data)
                .build())
        .serverSideApply();
  }

  private String customers() throws Exception {
    return sql(
        "shop",
        "app",
        "SELECT name || ' ' || tableowner FROM customers, pg_tables WHERE tablename = 'customers'");
  }

  private Pod pod() {
    return pods("shop", "db").getFirst();
  }
}

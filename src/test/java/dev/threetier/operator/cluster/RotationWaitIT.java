package dev.threetier.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Credentials are replaced although somebody holds on to the old ones, or kills what replaces them.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RotationWaitIT extends RotationTest {

  /** Somebody's own session keeps the old login open, and is told of. */
  @Test
  @Order(1)
  void anAnnotationAsksForItTooAndSessionsOfTheOldLoginAreWaitedFor() throws Exception {
    apply(shop("credentials: {rotation: first}, "));
    awaitRotated("app-b");
    var old = Login.of(get(Secret.class, "shop-db"));
    var database = pods("shop", "db").getFirst();
    run(
        database,
        "PGPASSWORD=%s psql -X -h 127.0.0.1 -U %s -d app -c 'SELECT pg_sleep(3600)' > /tmp/own 2>&1 &"
            .formatted(old.password(), old.user()));

    request("now");

    awaitCondition(
        "shop",
        "CredentialsRotated",
        READY_IN,
        c ->
            c.getMessage()
                .equals("sessions that still use the old login app-b, and have to end: 1"));
    assertThat(logIn(old)).isEmpty();
    sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(3600)%' AND usename = 'app-b'");
    awaitRotated("app");
    assertThat(logIn(old)).contains("password authentication failed");
    assertThat(owners()).isEqualTo("app");
    awaitReady("shop");
    awaitQuiet();
  }

  /** The database's pod and the operator are killed while each of the steps is under way. */
  @Test
  @Order(2)
  void aRotationThatIsKilledInEachStepIsFinished() throws Exception {
    var old = Login.of(get(Secret.class, "shop-db"));

    request("killed");
    for (var step : List.of("prepare", "roll", "retire")) {
      awaitStep(step);
      operator.close();
      client.resource(pods("shop", "db").getFirst()).withGracePeriod(0).delete();
      operator = InProcessOperator.start(TestCluster.config(), namespace);
    }
    awaitRotated("app-b");

    awaitReady("shop");
    var now = Login.of(get(Secret.class, "shop-db"));
    assertThat(logIn(now)).isEmpty();
    assertThat(logIn(old)).contains("password authentication failed");
    assertThat(owners()).isEqualTo("app");
    awaitQuiet();
  }

  private void request(String value) {
    edit(
        ThreeTierApp.class,
        "shop",
        app -> {
          app.getMetadata().setAnnotations(Map.of("threetier.dev/rotate-credentials", value));
          return app;
        });
  }
}

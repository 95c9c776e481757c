package dev.threetier.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/** The application's credentials are replaced while it answers requests. */
@Isolated("it sends requests all the time")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RotationIT extends RotationTest {

  @RegisterExtension final Traffic traffic = new Traffic(this, "shop");

  @Test
  @Order(1)
  void noRequestFailsAndNothingIsLeftOfTheOldCredentials() throws Exception {
    var database = uids(pods("shop", "db"));
    var old = Login.of(get(Secret.class, "shop-db"));
    sql("SET ROLE app; CREATE TABLE made_before (id int)");
    traffic.start();

    apply(shop("credentials: {rotation: first}, "));
    // Closed once a step has been seen, the next one goes on from what the Secret says.
    for (var step : new String[] {"prepare", "roll"}) {
      awaitStep(step);
      operator.close();
      operator = InProcessOperator.start(TestCluster.config(), namespace);
    }
    awaitRotated("app-b");

    TrafficTest.assertNothingFailed(traffic.stop());
    var now = Login.of(get(Secret.class, "shop-db"));
    assertThat(logIn(old)).contains("password authentication failed");
    assertThat(logIn(now, "INSERT INTO made_before VALUES (1); CREATE TABLE made_after (id int)"))
        .isEmpty();
    assertThat(owners()).isEqualTo("app");
    assertThat(uids(pods("shop", "db"))).isEqualTo(database);
    awaitReady("shop");
  }

  /** What the steps are in order for. */
  @Test
  @Order(2)
  void requestsFailWhenTheOldLoginIsClosedTooEarly() throws Exception {
    traffic.start();

    sql("ALTER ROLE \\\"app-b\\\" NOLOGIN");
    sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app-b'");

    // The sample waits for its database for ten seconds.
    TimeUnit.SECONDS.sleep(12);
    assertThat(traffic.stop().of("app").failed()).isNotEmpty();
  }
}

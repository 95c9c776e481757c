package dev.threetier.operator.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The application's credentials are replaced while it answers requests. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RotationIT extends OperatorTest {

  @RegisterExtension final Traffic traffic = new Traffic(this, "shop");

  @BeforeAll
  void createApplication() {
    apply(shop(""));
    awaitReady("shop");
  }

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

  /** Somebody's own session keeps the old login open, and is told of. */
  @Test
  @Order(2)
  void anAnnotationAsksForItTooAndSessionsOfTheOldLoginAreWaitedFor() throws Exception {
    var old = Login.of(get(Secret.class, "shop-db"));
    var database = pods("shop", "db").getFirst();
    run(
        database,
        "PGPASSWORD=%s psql -X -h 127.0.0.1 -U %s -d app -c 'SELECT pg_sleep(3600)' > /tmp/own 2>&1 &"
            .formatted(old.password(), old.user()));

    edit(
        ThreeTierApp.class,
        "shop",
        app -> {
          app.getMetadata().setAnnotations(Map.of("threetier.dev/rotate-credentials", "now"));
          return app;
        });

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

  /** What the steps are in order for. */
  @Test
  @Order(3)
  void requestsFailWhenTheOldLoginIsClosedTooEarly() throws Exception {
    traffic.start();

    sql("ALTER ROLE app NOLOGIN");
    sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app'");

    // The sample waits for its database for ten seconds.
    TimeUnit.SECONDS.sleep(12);
    assertThat(traffic.stop().of("app").failed()).isNotEmpty();
  }

  private void awaitStep(String step) {
    await()
        .atMost(READY_IN)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () ->
                Optional.ofNullable(get(Secret.class, "shop-db").getData().get("rotation"))
                    .map(RotationIT::decoded)
                    .filter(state -> state.startsWith(step + " "))
                    .isPresent());
  }

  private void awaitRotated(String login) {
    awaitCondition(
        "shop",
        "CredentialsRotated",
        READY_IN,
        c ->
            c.getStatus().equals("True")
                && c.getMessage().equals("the application logs in as " + login));
  }

  /** What PostgreSQL says against it, if anything. */
  private String logIn(Login login) throws Exception {
    return logIn(login, "SET search_path = public");
  }

  private String logIn(Login login, String statement) throws Exception {
    var out = new ByteArrayOutputStream();
    try (var exec =
        client
            .pods()
            .resource(pods("shop", "db").getFirst())
            .inContainer("db")
            .writingOutput(out)
            .writingError(out)
            .exec(
                "env",
                "PGPASSWORD=" + login.password(),
                "psql",
                "-X",
                "-q",
                "-h",
                "127.0.0.1",
                "-U",
                login.user(),
                "-d",
                "app",
                "-c",
                statement)) {
      exec.exitCode().get(30, TimeUnit.SECONDS);
    }
    return out.toString(UTF_8).strip();
  }

  private String owners() throws Exception {
    return sql("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'");
  }

  private String sql(String statement) throws Exception {
    return sql("shop", "app", statement);
  }

  private static String shop(String credentials) {
    return minimal("shop").replace("database: {", "database: {" + credentials);
  }

  private static String decoded(String value) {
    return new String(Base64.getDecoder().decode(value), UTF_8);
  }

  private record Login(String user, String password) {

    static Login of(Secret secret) {
      return new Login(
          decoded(secret.getData().get("username")), decoded(secret.getData().get("password")));
    }
  }
}

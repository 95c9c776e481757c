package dev.threetier.operator.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Secret;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;

/** Tests with an application whose credentials are replaced. */
abstract class RotationTest extends OperatorTest {

  @BeforeAll
  void createApplication() {
    apply(shop(""));
    awaitReady("shop");
  }

  void awaitRotated(String login) {
    awaitCondition(
        "shop",
        "CredentialsRotated",
        READY_IN,
        c ->
            c.getStatus().equals("True")
                && c.getMessage().equals("the application logs in as " + login));
  }

  void awaitStep(String step) {
    await()
        .atMost(READY_IN)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () ->
                Optional.ofNullable(get(Secret.class, "shop-db").getData().get("rotation"))
                    .map(RotationTest::decoded)
                    .filter(state -> state.startsWith(step + " "))
                    .isPresent());
  }

  /** What PostgreSQL says against it, if anything. */
  String logIn(Login login) throws Exception {
    return logIn(login, "SET search_path = public");
  }

  String logIn(Login login, String statement) throws Exception {
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

  String owners() throws Exception {
    return sql("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'");
  }

  String sql(String statement) throws Exception {
    return sql("shop", "app", statement);
  }

  static String shop(String credentials) {
    return minimal("shop").replace(SMALL, "").replace("database: {", "database: {" + credentials);
  }

  static String decoded(String value) {
    return new String(Base64.getDecoder().decode(value), UTF_8);
  }

  record Login(String user, String password) {

    static Login of(Secret secret) {
      return new Login(
          decoded(secret.getData().get("username")), decoded(secret.getData().get("password")));
    }
  }
}

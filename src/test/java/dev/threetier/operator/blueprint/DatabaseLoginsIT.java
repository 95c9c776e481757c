package dev.threetier.operator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.fixture.Apps;
import dev.threetier.operator.fixture.TestConfig;
import dev.threetier.operator.fixture.TestFacts;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The steps of a rotation as the database's pod carries them out. */
class DatabaseLoginsIT {

  /** As verbose as {@code database.parameters} could make it. */
  private static final String START =
      """
      initdb --pgdata=/data/pgdata --username=postgres --auth=trust > /dev/null
      printf '%s\\n' 'local all all trust' 'host all all all scram-sha-256' > /data/pgdata/pg_hba.conf
      pg_ctl --pgdata=/data/pgdata --silent --wait --log=/tmp/server.log start \
          --options="-c unix_socket_directories=$SOCKET_DIR -c log_statement=all -c log_min_duration_statement=0 -c debug_print_parse=on"
      psql -q -h $SOCKET_DIR -U postgres -c 'CREATE ROLE "user"' -c 'CREATE DATABASE "select" OWNER "user"'
      psql -q -h $SOCKET_DIR -U postgres -c 'ALTER DATABASE "select" SET role = "user"' -c 'ALTER DATABASE "select" SET password_encryption = md5'
      """;

  private static final Map<String, String> ENVIRONMENT =
      new Blueprint(
              Apps.withSpec("database: {name: select, user: user}"),
              new TestConfig(),
              TestFacts.usual())
          .deployments().stream()
              .filter(deployment -> deployment.getMetadata().getName().equals("shop-db"))
              .flatMap(
                  deployment ->
                      deployment.getSpec().getTemplate().getSpec().getContainers().stream())
              .filter(container -> container.getName().equals(TriedConfiguration.RELOADER))
              .map(Container::getEnv)
              .flatMap(List::stream)
              .filter(variable -> variable.getValue() != null)
              .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));

  private ImageContainer container = ImageContainer.postgresql(17);

  @AfterEach
  void stop() {
    container.stop();
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 17})
  void theLoginsTakeTurns(int version) throws Exception {
    container = ImageContainer.postgresql(version);
    container.start();
    container.write("/etc/threetier/logins.sh", Resources.text("logins.sh"));
    bash(START);

    // A Secret without a password opens nothing.
    mount("user", "", "");
    assertThat(changeOver("")).isEmpty();
    assertThat(logIn("user", "", "SELECT")).isNotEmpty();

    // The login in use is opened, and no other.
    mount("user", "it's one", "");
    assertThat(changeOver("")).isEmpty();
    assertThat(logIn("user", "it's one", "CREATE TABLE before ()")).isEmpty();

    // The other one acts as the first, unless it says otherwise.
    mount("user", "it's one", "two");
    assertThat(changeOver("prepare 1a")).isEqualTo("prepared 1a");
    assertThat(logIn("user", "it's one", "SELECT")).isEmpty();
    assertThat(
            logIn(
                "user-b",
                "two",
                "CREATE TABLE after ()",
                "DISCARD ALL",
                "CREATE TABLE afterwards ()",
                "SET ROLE NONE",
                "CREATE SCHEMA own",
                "CREATE TABLE own.mine ()"))
        .isEmpty();

    // The old one is not closed under a session.
    mount("user-b", "two", "");
    assertThat(changeOver("roll 1a")).isEmpty();
    bash(
        "PGPASSWORD=\"it's one\" psql -q -h 127.0.0.1 -U user -d select -c 'SELECT pg_sleep(3600)' > /tmp/own 2>&1 & sleep 1");
    assertThat(changeOver("retire 1a")).isEqualTo("kept 1a 1");
    assertThat(logIn("user", "it's one", "SELECT")).isEmpty();
    bash(
        "psql -q -h $SOCKET_DIR -U postgres -c \"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'user'\"");
    assertThat(changeOver("retire 1a")).isEqualTo("retired 1a");
    assertThat(logIn("user", "it's one", "SELECT")).contains("password authentication failed");
    assertThat(
            bash(
                "psql -At -h $SOCKET_DIR -U postgres -d select -c \"SELECT tablename, tableowner FROM pg_tables WHERE tableowner <> 'postgres' ORDER BY 1\""))
        .isEqualTo("after|user\nafterwards|user\nbefore|user\nmine|user\n");

    // And back. A login that was closed by mistake is opened again.
    mount("user-b", "two", "three");
    bash("psql -q -h $SOCKET_DIR -U postgres -c 'ALTER ROLE \"user-b\" NOLOGIN'");
    assertThat(changeOver("prepare 2b")).isEqualTo("prepared 2b");
    assertThat(logIn("user-b", "two", "SELECT")).isEmpty();
    mount("user", "three", "");
    assertThat(changeOver("retire 2b")).isEqualTo("retired 2b");
    assertThat(logIn("user", "three", "INSERT INTO own.mine DEFAULT VALUES")).isEmpty();
    assertThat(logIn("user-b", "two", "SELECT")).contains("password authentication failed");

    assertThat(
            bash(
                "psql -At -h $SOCKET_DIR -U postgres -c \"SELECT rolpassword LIKE 'SCRAM-SHA-256%' FROM pg_authid WHERE rolname = 'user'\""))
        .isEqualTo("t\n");

    // No password is in the log, though all statements are.
    assertThat(bash("cat /tmp/server.log"))
        .contains("CREATE TABLE before")
        .doesNotContain("'two'", "\"two\"", "'three'", "\"three\"", "s one", "s\\ one");
  }

  private void mount(String username, String password, String next) throws Exception {
    var directory = "/run/secrets/threetier/application/";
    container.write(directory + "username", username);
    container.write(directory + "password", password);
    container.write(directory + "next-password", next);
  }

  private String changeOver(String state) throws Exception {
    return container
        .tryRun(
            ENVIRONMENT,
            List.of(
                "sh",
                "-uc",
                ". /etc/threetier/logins.sh; change_over " + (state.isEmpty() ? "'' ''" : state)))
        .stdout()
        .strip();
  }

  /** What PostgreSQL says against it, if anything. */
  private String logIn(String user, String password, String... statements) throws Exception {
    var command =
        new ArrayList<>(List.of("psql", "-X", "-q", "-h", "127.0.0.1", "-U", user, "-d", "select"));
    Stream.of(statements).forEach(statement -> command.addAll(List.of("-c", statement)));
    return container.tryRun(Map.of("PGPASSWORD", password), command).stderr().strip();
  }

  private String bash(String script) throws Exception {
    var output = container.tryRun(ENVIRONMENT, List.of("bash", "-ec", script));
    assertThat(output.exitCode()).as(output.toString()).isZero();
    return output.stdout();
  }
}

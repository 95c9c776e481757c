package dev.threetier.operator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.blueprint.ImageContainer.Output;
import dev.threetier.operator.fixture.Apps;
import dev.threetier.operator.fixture.TestConfig;
import dev.threetier.operator.fixture.TestFacts;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The database's containers, one after the other, with the commands that their pod has. */
class DatabaseInitialisationIT {

  private static final String PASSWORD = "secret1";

  private static final ImageContainer CONTAINER = ImageContainer.postgresql(17);

  @BeforeAll
  static void start() {
    CONTAINER.start();
  }

  @AfterAll
  static void stop() {
    CONTAINER.stop();
  }

  @BeforeEach
  void emptyVolume() throws Exception {
    CONTAINER.run("find", "/data", "-mindepth", "1", "-delete");
  }

  @Test
  void anEmptyVolumeBecomesADatabaseOfTheApplications() throws Exception {
    // Given
    var database = new Database("{}");

    // When
    database.initialise(PASSWORD);

    // Then
    assertThat(
            database.query(
                PASSWORD,
                "CREATE TABLE t (id int); SELECT current_database(), current_user, rolsuper"
                    + " FROM pg_roles WHERE rolname = current_user"))
        .isEqualTo("app|app|f");
    assertThat(database.tryQuery("another", "SELECT 1").stderr())
        .contains("password authentication failed");
  }

  @Test
  void namesMayBeWordsOfSql() throws Exception {
    // Given
    var database = new Database("database: {name: select, user: user}");

    // When
    database.initialise(PASSWORD);

    // Then
    assertThat(database.query(PASSWORD, "SELECT current_database(), current_user"))
        .isEqualTo("select|user");
  }

  @Test
  void aDatabaseThatIsThereIsLeftAsItIs() throws Exception {
    // Given
    var database = new Database("{}");
    database.initialise(PASSWORD);
    database.query(PASSWORD, "CREATE TABLE kept AS SELECT 42 AS answer");

    // When
    var output = database.initialise(PASSWORD);

    // Then
    assertThat(output.stdout()).isEmpty();
    assertThat(database.query(PASSWORD, "SELECT answer FROM kept")).isEqualTo("42");
  }

  @Test
  void aChangedPasswordIsTakenOver() throws Exception {
    // Given
    var database = new Database("{}");
    database.initialise(PASSWORD);
    // The database is the application's own.
    database.query(PASSWORD, "ALTER DATABASE app SET role = app");
    database.query(PASSWORD, "ALTER DATABASE app SET password_encryption = md5");

    // When
    database.initialise("secret2");

    // Then
    assertThat(database.query("secret2", "SELECT 1")).isEqualTo("1");
    assertThat(database.tryQuery(PASSWORD, "SELECT 1").exitCode()).isNotZero();
  }

  /** As after a backup from before a rotation has been restored. */
  @Test
  void theLoginOfTheSecretIsOpenedAndTheOtherOneClosed() throws Exception {
    // Given
    var database = new Database("{}");
    database.initialise(PASSWORD);

    // When
    database.loggingInAs("app-b").initialise("secret2");

    // Then
    assertThat(database.query("secret2", "SELECT session_user, current_user"))
        .isEqualTo("app-b|app");
    assertThat(database.loggingInAs("app").tryQuery(PASSWORD, "SELECT 1").stderr())
        .contains("password authentication failed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/data/.lock",
        "/data/.fresh",
        "/data/.fresh/PG_VERSION",
        "/data/.fresh/global/pg_control",
        "/data/.fresh/postmaster.pid",
        "/data/.fresh/base/5/PG_VERSION",
        "/data/pgdata"
      })
  void killedWhenThatFileAppearsItComesRightTheNextTime(String file) throws Exception {
    // Given
    var database = new Database("{}");
    database.initialiseUntil(file);

    // When
    database.initialise(PASSWORD);

    // Then
    assertThat(database.query(PASSWORD, "SELECT current_database()")).isEqualTo("app");
  }

  @Test
  void whileAServerRunsOnTheVolumeNoOtherOneDoes() throws Exception {
    // Given
    var database = new Database("{}");
    database.initialise(PASSWORD);

    // When
    var output = database.startTwice();

    // Then
    assertThat(output.stdout()).isEqualTo("initialisation 75\nserver 75\n");
  }

  @Test
  void dataOfAnotherMajorVersionIsRefused() throws Exception {
    // Given
    new Database("{}").initialise(PASSWORD);
    var other = new Database("database: {version: 15}");

    // When
    var output = other.tryInitialise(PASSWORD);

    // Then
    assertThat(output.exitCode()).isEqualTo(1);
    assertThat(output.stderr())
        .isEqualTo(
            "the volume holds data of PostgreSQL 17, spec.database.version is 15: set it to 17\n");
  }

  @Test
  void whatIsNoDatabaseIsLeftUntouched() throws Exception {
    // Given
    CONTAINER.run("mkdir", "-p", "/data/pgdata/photos");

    // When
    var output = new Database("{}").tryInitialise(PASSWORD);

    // Then
    assertThat(output.exitCode()).isEqualTo(1);
    assertThat(output.stderr()).contains("is not a data directory: it is left untouched");
    CONTAINER.run("test", "-d", "/data/pgdata/photos");
  }

  @ParameterizedTest
  @CsvSource({
    "work_mem: lots, invalid value for parameter \"work_mem\": \"lots\"",
    "zork: '1', unrecognized configuration parameter \"zork\"",
    "max_connections: '3', must be less than \"max_connections\"",
    "shared_buffers: 900GB, MB of shared memory",
    "huge_pages: 'on', could not map anonymous shared memory",
  })
  void aNewDatabaseStartsWithoutSettingsThatPostgresqlRefuses(String setting, String words)
      throws Exception {
    // Given
    var database =
        new Database("database: {parameters: {%s, tcp_keepalives_idle: '77'}}".formatted(setting));

    // When
    var output = database.initialise(PASSWORD);

    // Then
    assertThat(output.stdout()).contains("refused " + database.digest(), words);
    assertThat(database.query(PASSWORD, "SELECT current_database()")).isEqualTo("app");
  }

  @Test
  void aDatabaseStartsWithWhatItLastStartedWithWhereItCannotStartWithWhatIsInForce()
      throws Exception {
    // Given
    new Database("database: {parameters: {work_mem: 9MB}}").initialise(PASSWORD);
    var database = new Database("database: {parameters: {work_mem: 5MB, huge_pages: 'on'}}");

    // When
    var output = database.initialise(PASSWORD);

    // Then
    assertThat(output.stdout()).contains("refused " + database.digest() + " could not map");
    assertThat(database.query(PASSWORD, "SHOW work_mem")).isEqualTo("9MB");
  }

  @Test
  void aDatabaseWhosePodHasLessMemoryThanItsParametersTakeStartsWithoutThem() throws Exception {
    // Given
    var database = new Database("database: {parameters: {shared_buffers: 600MB}}");
    database.initialise(PASSWORD);

    // When
    var output = database.withMemory("536870912").initialise(PASSWORD);

    // Then
    assertThat(output.stdout())
        .contains("refused " + database.digest(), "and the server has 512 MB");
    assertThat(database.query(PASSWORD, "SHOW shared_buffers")).isEqualTo("128MB");
  }

  @Test
  void settingsFollowTheResourcesWhereParametersDoNotSayOtherwise() throws Exception {
    // Given
    var database =
        new Database(
            "database: {resources: {limits: {memory: 800Mi}}, parameters: {work_mem: 9MB}}");

    // When
    database.initialise(PASSWORD);

    // Then
    assertThat(
            database.query(
                PASSWORD,
                "SELECT current_setting('shared_buffers'), current_setting('max_connections'),"
                    + " current_setting('work_mem')"))
        .isEqualTo("200MB|80|9MB");
  }

  @Test
  void settingsOfSessionsDoNotKeepTheDatabaseFromBeingMade() throws Exception {
    // Given
    var database =
        new Database(
            "database: {parameters: {default_transaction_read_only: 'on', statement_timeout: '1',"
                + " search_path: nowhere}}");

    // When
    var output = database.initialise(PASSWORD);

    // Then
    assertThat(output.stdout()).isEqualTo("making a new database\n");
  }

  /** The pod of a database, whose containers run in the one container of this test. */
  private static final class Database {

    private static final String WHILE_THE_SERVER_RUNS =
        """
        "$@" >/tmp/server.log 2>&1 &
        until pg_isready -q -h /run/postgresql; do
          kill -0 %1 || { cat /tmp/server.log; exit 99; }
          sleep 0.1
        done
        eval "$TASK"
        code=$?
        kill -INT %1
        wait %1
        exit $code
        """;

    private final Map<String, String> environment = new HashMap<>();
    private final List<String> initialisation;
    private final List<String> server;
    private final String digest;

    Database(String spec) {
      var app = Apps.withSpec(spec);
      var blueprint = new Blueprint(app, new TestConfig(), TestFacts.usual());
      var pod = named("shop-db", blueprint.deployments()).getSpec().getTemplate().getSpec();
      initialisation = pod.getInitContainers().getFirst().getCommand();
      server = pod.getContainers().getFirst().getCommand();
      pod.getInitContainers().getFirst().getEnv().stream()
          .filter(variable -> variable.getValue() != null)
          .forEach(variable -> environment.put(variable.getName(), variable.getValue()));
      environment.put("MEMORY_BYTES", "1073741824");
      environment.put("PGDATABASE", app.getSpec().database().name());
      environment.put("PGUSER", app.getSpec().database().user());
      var configMap = named("shop-db", blueprint.configMaps());
      digest = TriedConfiguration.POSTGRESQL.digest(configMap);
      configMap.getData().forEach((file, text) -> CONTAINER.write("/etc/threetier/" + file, text));
    }

    String digest() {
      return digest;
    }

    Database withMemory(String bytes) {
      environment.put("MEMORY_BYTES", bytes);
      return this;
    }

    Database loggingInAs(String login) {
      environment.put("PGUSER", login);
      return this;
    }

    Output initialise(String password) throws Exception {
      var output = tryInitialise(password);
      assertThat(output.exitCode()).as(output.toString()).isZero();
      return output;
    }

    Output tryInitialise(String password) throws Exception {
      mountPasswords(password);
      return CONTAINER.tryRun(environment, initialisation);
    }

    /** Kills every process at the moment at which the file comes into being. */
    void initialiseUntil(String file) throws Exception {
      mountPasswords(PASSWORD);
      var output =
          bash(
              """
              "$@" >/dev/null 2>&1 &
              until [ -e "$FILE" ]; do kill -0 %1 || exit; done
              kill -KILL -1
              echo killed
              """,
              Map.of("FILE", file), initialisation);
      assertThat(output.stdout()).as("%s was seen", file).isEqualTo("killed\n");
    }

    String query(String password, String sql) throws Exception {
      var output = tryQuery(password, sql);
      assertThat(output.exitCode()).as(output.toString()).isZero();
      return output.stdout().strip();
    }

    Output tryQuery(String password, String sql) throws Exception {
      return bash(
          WHILE_THE_SERVER_RUNS,
          Map.of(
              "TASK",
              "psql -X -q -At -h 127.0.0.1 -c \"$SQL\"",
              "PGPASSWORD",
              password,
              "SQL",
              sql),
          server);
    }

    Output startTwice() throws Exception {
      return bash(
          WHILE_THE_SERVER_RUNS,
          Map.of(
              "TASK",
              "$INITIALISATION; echo initialisation $?; \"$@\"; echo server $?",
              "INITIALISATION",
              String.join(" ", initialisation)),
          server);
    }

    private Output bash(String script, Map<String, String> variables, List<String> arguments)
        throws Exception {
      var all = new HashMap<>(environment);
      all.putAll(variables);
      var command = new ArrayList<>(List.of("bash", "-c", script, "bash"));
      command.addAll(arguments);
      return CONTAINER.tryRun(all, command);
    }

    private void mountPasswords(String application) {
      var directory = "/run/secrets/threetier/";
      CONTAINER.write(directory + "application/username", environment.getOrDefault("PGUSER", ""));
      CONTAINER.write(directory + "application/password", application);
      CONTAINER.write(directory + "superuser/password", "supersecret");
    }

    private static <T extends HasMetadata> T named(String name, List<T> objects) {
      return objects.stream()
          .filter(object -> object.getMetadata().getName().equals(name))
          .findFirst()
          .orElseThrow();
    }
  }
}

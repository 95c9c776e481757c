package dev.threetier.operator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.fixture.TestFacts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.containers.ExecConfig;

/** What a new database begins with, as its pod runs it. */
class InitialSqlIT {

  private static final String PASSWORD = "secret1";
  private static final String SPEC = "database: {initSQL: {configMapName: schema}}";
  private static final String ORDERS =
      """
      CREATE TABLE orders (id int);
      -- psql would take these for its own: \\q \\! :DATABASE_NAME
      INSERT INTO orders VALUES (1), (length('\\q :a'));
      """;

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
    CONTAINER.execInContainer(
        ExecConfig.builder()
            .user("0")
            .command(
                new String[] {
                  "rm", "-f", "/etc/threetier/init.sql", "/etc/threetier/init.sql.from"
                })
            .build());
  }

  @Test
  void aNewDatabaseBeginsWithItOnceAndAsItsOwner() throws Exception {
    // Given
    var database = database(ORDERS);
    var output = database.initialise(PASSWORD);

    // When
    var again = database("DROP TABLE orders").initialise(PASSWORD);

    // Then
    assertThat(output.stdout()).contains("initSQL ran " + Digest.of(ORDERS));
    assertThat(again.stdout()).isEqualTo(output.stdout().replace("making a new database\n", ""));
    assertThat(
            database.query(
                PASSWORD,
                "SELECT string_agg(id::text, ' '), min(tableowner) FROM orders, pg_tables"
                    + " WHERE tablename = 'orders'"))
        .isEqualTo("1 5|app");
  }

  @Test
  void itMayUseExtensions() throws Exception {
    // Given
    var database =
        database(
            "database: {extensions: [citext], initSQL: {configMapName: schema}}",
            "CREATE TABLE users (name citext)");

    // When
    database.initialise(PASSWORD);

    // Then
    assertThat(database.query(PASSWORD, "SELECT count(*) FROM users")).isEqualTo("0");
  }

  @Test
  void withoutAnExtensionThatIsWantedItIsNotRun() throws Exception {
    // Given
    var database =
        database("database: {extensions: [nothing], initSQL: {configMapName: schema}}", ORDERS);

    // When
    var output = database.tryInitialise(PASSWORD);

    // Then
    assertThat(output.exitCode()).isEqualTo(1);
    assertThat(output.stderr())
        .isEqualTo(
            "initSQL of ConfigMap schema, key init.sql waits: CREATE EXTENSION nothing: extension"
                + " \"nothing\" is not available\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "INSERT INTO nowhere VALUES (1) # ERROR:  relation \"nowhere\" does not exist LINE 2: INSERT",
        "\\! touch /tmp/broken # ERROR:  syntax error at or near \"\\\"",
        "\\copy orders FROM PROGRAM 'touch /tmp/broken' # ERROR:  syntax error at or near \"\\\"",
        "COPY orders FROM PROGRAM 'touch /tmp/broken' # ERROR:  permission denied to COPY to or from",
        "SET ROLE postgres # ERROR:  permission denied to set role \"postgres\"",
        "SELECT pg_terminate_backend(pg_backend_pid()) # FATAL:  terminating connection",
      })
  void whatPostgresqlRefusesLeavesNothingBehind(String statement, String words) throws Exception {
    // Given
    var failed = database("CREATE TABLE orders ();\n" + statement).tryInitialise(PASSWORD);
    var database = database(ORDERS);

    // When
    database.initialise(PASSWORD);

    // Then
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.stderr())
        .startsWith("initSQL of ConfigMap schema, key init.sql failed: ")
        .contains(words);
    assertThat(database.query(PASSWORD, "SELECT count(*) FROM orders")).isEqualTo("2");
    assertThat(CONTAINER.tryRun(Map.of(), List.of("ls", "/tmp/broken")).stderr())
        .contains("No such file");
  }

  @Test
  void aTransactionThatItLeavesOpenIsCommitted() throws Exception {
    // Given
    var database = database("BEGIN; " + ORDERS);

    // When
    database.initialise(PASSWORD);

    // Then
    assertThat(database.query(PASSWORD, "SELECT count(*) FROM orders")).isEqualTo("2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/tmp/init-sql.log", "/data/.fresh/threetier_init_sql", "/data/pgdata"})
  void killedAtThatFileItHasRunOnceInTheEnd(String file) throws Exception {
    // Given
    CONTAINER.run("rm", "-f", "/tmp/init-sql.log");
    var database = database(ORDERS);
    database.initialiseUntil(file);
    // The server that was killed is a process still, for nobody has waited for it.
    CONTAINER.run("rm", "-f", "/run/postgresql/.s.PGSQL.5432.lock");

    // When
    var output = database.initialise(PASSWORD);

    // Then
    assertThat(output.stdout()).contains("initSQL ran " + Digest.of(ORDERS));
    assertThat(database.query(PASSWORD, "SELECT count(*) FROM orders")).isEqualTo("2");
  }

  @Test
  void aDatabaseThatIsThereIsLeftWithoutItForGood() throws Exception {
    // Given
    new DatabasePod(CONTAINER, "{}", TestFacts.usual()).initialise(PASSWORD);
    var database = database(ORDERS);
    var output = database.initialise(PASSWORD);

    // When
    var again = database("CREATE TABLE others ()").initialise(PASSWORD);

    // Then
    assertThat(output.stdout()).startsWith("initSQL skipped " + Digest.of(ORDERS));
    assertThat(again.stdout()).isEqualTo(output.stdout());
    assertThat(database.query(PASSWORD, "SELECT to_regclass('orders') IS NULL")).isEqualTo("t");
  }

  private static DatabasePod database(String text) {
    return database(SPEC, text);
  }

  private static DatabasePod database(String spec, String text) {
    var known = new InitialSql.Known(Optional.of(text), Optional.empty());
    return new DatabasePod(CONTAINER, spec, new TestFacts().withInitialSql(known).build());
  }
}

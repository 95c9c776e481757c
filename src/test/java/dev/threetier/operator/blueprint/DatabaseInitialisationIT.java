package dev.threetier.operator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.fixture.TestFacts;
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
    var database = database("{}");

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
    var database = database("database: {name: select, user: user}");

    // When
    database.initialise(PASSWORD);

    // Then
    assertThat(database.query(PASSWORD, "SELECT current_database(), current_user"))
        .isEqualTo("select|user");
  }

  @Test
  void aDatabaseThatIsThereIsLeftAsItIs() throws Exception {
    // Given
    var database = database("{}");
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
    var database = database("{}");
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
    var database = database("{}");
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
    var database = database("{}");
    database.initialiseUntil(file);

    // When
    database.initialise(PASSWORD);

    // Then
    assertThat(database.query(PASSWORD, "SELECT current_database()")).isEqualTo("app");
  }

  @Test
  void whileAServerRunsOnTheVolumeNoOtherOneDoes() throws Exception {
    // Given
    var database = database("{}");
    database.initialise(PASSWORD);

    // When
    var output = database.startTwice();

    // Then
    assertThat(output.stdout()).isEqualTo("initialisation 75\nserver 75\n");
  }

  @Test
  void dataOfAnotherMajorVersionIsRefused() throws Exception {
    // Given
    database("{}").initialise(PASSWORD);
    var other = database("database: {version: 15}");

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
    var output = database("{}").tryInitialise(PASSWORD);

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
        database("database: {parameters: {%s, tcp_keepalives_idle: '77'}}".formatted(setting));

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
    database("database: {parameters: {work_mem: 9MB}}").initialise(PASSWORD);
    var database = database("database: {parameters: {work_mem: 5MB, huge_pages: 'on'}}");

    // When
    var output = database.initialise(PASSWORD);

    // Then
    assertThat(output.stdout()).contains("refused " + database.digest() + " could not map");
    assertThat(database.query(PASSWORD, "SHOW work_mem")).isEqualTo("9MB");
  }

  @Test
  void aDatabaseWhosePodHasLessMemoryThanItsParametersTakeStartsWithoutThem() throws Exception {
    // Given
    var database = database("database: {parameters: {shared_buffers: 600MB}}");
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
        database("database: {resources: {limits: {memory: 800Mi}}, parameters: {work_mem: 9MB}}");

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
        database(
            "database: {parameters: {default_transaction_read_only: 'on', statement_timeout: '1',"
                + " search_path: nowhere}}");

    // When
    var output = database.initialise(PASSWORD);

    // Then
    assertThat(output.stdout()).isEqualTo("making a new database\n");
  }

  @Test
  void anotherListOfExtensionsIsTakenUpByAStart() throws Exception {
    // Given
    database("database: {extensions: [earthdistance]}").initialise(PASSWORD);
    var database = database("database: {extensions: [uuid-ossp]}");

    // When
    var output = database.initialise(PASSWORD);

    // Then
    assertThat(output.stdout()).isEmpty();
    assertThat(
            database.query(
                PASSWORD,
                "SELECT string_agg(extname, ' ' ORDER BY extname), min(nspname)"
                    + " FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace"
                    + " WHERE extname <> 'plpgsql'"))
        .isEqualTo("cube earthdistance uuid-ossp|public");
  }

  @Test
  void aNewDatabaseIsMadeWithoutAnExtensionThatDoesNotExist() throws Exception {
    // Given
    var database = database("database: {extensions: [citext, nothing]}");

    // When
    var output = database.initialise(PASSWORD);

    // Then
    assertThat(output.stdout())
        .contains(
            "refused " + database.digest(),
            "CREATE EXTENSION nothing: extension \"nothing\" is not available");
    assertThat(database.query(PASSWORD, "SELECT 'a'::citext = 'A'")).isEqualTo("t");
  }

  private static DatabasePod database(String spec) {
    return new DatabasePod(CONTAINER, spec, TestFacts.usual());
  }
}

package dev.threetier.guestbook;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks whether the database is there, makes the table in a fresh one, and remembers both. */
final class DatabaseMonitor {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseMonitor.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** Any number, as long as every replica takes the same lock before it makes the table. */
  private static final long TABLE_LOCK = 7_305_804_402_566_425_955L;

  private static final String CREATE_TABLE =
      """
      CREATE TABLE IF NOT EXISTS entry (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        idempotency_key text NOT NULL UNIQUE,
        author text NOT NULL,
        message text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now())""";

  /** What the last look found; a version of null says that no look has found it yet. */
  record State(boolean reachable, String version, Instant since) {
    Map<String, Object> toJson() {
      var json = new LinkedHashMap<String, Object>();
      json.put("reachable", reachable);
      json.put("version", version);
      json.put("since", since.truncatedTo(ChronoUnit.SECONDS).toString());
      return json;
    }
  }

  private final Database database;
  private volatile State state = new State(false, null, Instant.now());
  private String lastFailure = "";

  DatabaseMonitor(Database database) {
    this.database = database;
  }

  State state() {
    return state;
  }

  void start() {
    Thread.ofVirtual().name("database-monitor").start(this::watch);
  }

  private void watch() {
    try {
      while (true) {
        look();
        Thread.sleep(INTERVAL);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      found(database.once(DatabaseMonitor::check));
    } catch (SQLException failure) {
      lost(failure);
    } catch (RuntimeException bug) {
      LOG.warn("looking at the database failed", bug);
    }
  }

  private static String check(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT current_setting('server_version'), to_regclass('entry') IS NOT NULL")) {
      row.next();
      var version = row.getString(1).split(" ", 2)[0]; // Debian's builds say more than a number
      if (!row.getBoolean(2)) {
        createTable(connection);
      }
      return version;
    }
  }

  /** Safe with many replicas at once: they take turns, and the later ones find the table. */
  private static void createTable(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      statement.execute("SELECT pg_advisory_xact_lock(" + TABLE_LOCK + ")");
      statement.execute(CREATE_TABLE);
      connection.commit();
    }
    LOG.info("the table is there");
  }

  private void found(String version) {
    lastFailure = "";
    if (!state.reachable() || !version.equals(state.version())) {
      LOG.info("the database is there: PostgreSQL {}", version);
      state = new State(true, version, Instant.now());
    }
  }

  private void lost(SQLException failure) {
    // The pool says that it has no connection; why, only the cause says.
    var reason = failure.getCause() == null ? failure : failure.getCause();
    if (!lastFailure.equals(reason.getMessage())) {
      lastFailure = reason.getMessage();
      LOG.warn("the database cannot be reached: {}", lastFailure);
    }
    if (state.reachable()) {
      state = new State(false, state.version(), Instant.now());
    }
  }
}

package dev.threetier.guestbook;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/** PostgreSQL's error codes, as far as they decide what to do. */
final class SqlState {
  static final String SERIALIZATION_FAILURE = "40001";

  private static final String CONNECTION_EXCEPTION_CLASS = "08";
  private static final String INSUFFICIENT_RESOURCES_CLASS = "53";

  private static final Set<String> PASSING =
      Set.of(
          SERIALIZATION_FAILURE,
          "40P01", // deadlock_detected
          "25006", // read_only_sql_transaction: still connected to a former primary
          "42P01", // undefined_table: a fresh database, whose table is made in a moment
          "57P01", // admin_shutdown
          "57P02", // crash_shutdown
          "57P03"); // cannot_connect_now: starting up, or recovering

  private SqlState() {}

  /** Whether the same statement may well succeed a moment later. */
  static boolean passing(SQLException failure) {
    if (failure instanceof SQLTransientConnectionException) {
      return true; // the pool had no connection to give
    }
    var state = failure.getSQLState();
    return state != null
        && (PASSING.contains(state)
            || state.startsWith(CONNECTION_EXCEPTION_CLASS)
            || state.startsWith(INSUFFICIENT_RESOURCES_CLASS));
  }
}

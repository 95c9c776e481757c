package dev.threetier.guestbook;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Knocks several times for each connection. The pool doubles its pause after every failure, up to
 * seconds; with fewer failures it is back sooner after the database is.
 */
final class PatientDataSource extends PGSimpleDataSource {
  private static final long serialVersionUID = 1L;
  private static final int TRIES = 20;
  private static final Duration PAUSE = Duration.ofMillis(100);

  @Override
  public Connection getConnection() throws SQLException {
    for (int tries = 1; ; tries++) {
      try {
        return super.getConnection();
      } catch (SQLException failure) {
        if (tries == TRIES || !SqlState.passing(failure)) {
          throw failure;
        }
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException closing) {
        Thread.currentThread().interrupt();
        throw new SQLException("the pool is closing", closing);
      }
    }
  }
}

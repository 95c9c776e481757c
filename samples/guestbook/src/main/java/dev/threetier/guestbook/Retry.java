package dev.threetier.guestbook;

import java.sql.SQLException;
import java.time.Duration;

/**
 * Repeats work that may be repeated for as long as its failure is a passing one: a database that
 * restarts makes its clients wait for it, not fail.
 */
final class Retry {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(400);

  private final Duration patience;

  Retry(Duration patience) {
    this.patience = patience;
  }

  /** Work against the database. */
  interface Work<T> {
    T run() throws SQLException;
  }

  <T> T run(Work<T> work) throws SQLException, InterruptedException {
    long start = System.nanoTime();
    var pause = FIRST_PAUSE;
    while (true) {
      try {
        return work.run();
      } catch (SQLException failure) {
        if (!SqlState.passing(failure) || System.nanoTime() - start >= patience.toNanos()) {
          throw failure;
        }
      }
      Thread.sleep(pause);
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
  }
}

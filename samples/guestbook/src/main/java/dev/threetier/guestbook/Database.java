package dev.threetier.guestbook;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/** The connection pool, and the rule that requests wait for a database that restarts. */
final class Database implements AutoCloseable {
  /** A request waiting longer for a connection looks again whether the database is there. */
  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(1);

  /** How many requests may wait for the database: each holds memory and a client's connection. */
  private static final int WAITING_ROOM = 1_000;

  private final HikariDataSource pool;
  private final Retry retry;
  private final Semaphore waitingRoom = new Semaphore(WAITING_ROOM);

  Database(Settings.Database settings) {
    pool = new HikariDataSource(pooling(settings));
    retry = new Retry(settings.patience());
  }

  private static HikariConfig pooling(Settings.Database settings) {
    var config = new HikariConfig();
    config.setPoolName("guestbook");
    config.setDataSource(connections(settings));
    config.setMaximumPoolSize(settings.poolSize());
    config.setMinimumIdle(1);
    config.setInitializationFailTimeout(-1); // start without the database
    config.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
    config.setValidationTimeout(Duration.ofMillis(500).toMillis());
    config.setIdleTimeout(Duration.ofMinutes(1).toMillis());
    config.setKeepaliveTime(Duration.ofSeconds(30).toMillis());
    return config;
  }

  private static PatientDataSource connections(Settings.Database settings) {
    var source = new PatientDataSource();
    source.setUrl(settings.url());
    source.setUser(settings.user());
    source.setPassword(settings.password());
    source.setApplicationName("guestbook");
    source.setConnectTimeout(2);
    source.setSocketTimeout(5); // a node that is lost closes no connection
    source.setTcpKeepAlive(true);
    return source;
  }

  /** Work on one connection that may be run again after a failure in the middle of it. */
  interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  /** Runs the work, again and again while the database is away, for as long as a client waits. */
  <T> T run(Work<T> work) {
    if (!waitingRoom.tryAcquire()) {
      throw Problem.unavailable("too many requests are waiting for the database");
    }
    try {
      return retry.run(() -> once(work));
    } catch (SQLException failure) {
      if (SqlState.passing(failure)) {
        throw Problem.unavailable("the database cannot be reached");
      }
      throw new IllegalStateException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw Problem.unavailable("the application is stopping");
    } finally {
      waitingRoom.release();
    }
  }

  /** Runs the work without retrying it. */
  <T> T once(Work<T> work) throws SQLException {
    try (var connection = pool.getConnection()) {
      return work.run(connection);
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}

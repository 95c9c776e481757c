package dev.threetier.guestbook;

import java.time.Duration;
import java.util.Map;

/** What the environment says. Every variable that the program reads is named here. */
record Settings(int port, String pod, Database database, Duration drain) {

  /** How to reach the database, and how long a request may wait for it. */
  record Database(String url, String user, String password, int poolSize, Duration patience) {
    @Override
    public String toString() {
      return url + " as " + user; // the password stays out of logs
    }
  }

  static Settings from(Map<String, String> env) {
    var database =
        new Database(
            jdbcUrl(env),
            env.getOrDefault("PGUSER", ""),
            env.getOrDefault("PGPASSWORD", ""),
            number(env, "DB_POOL_SIZE", 8, 1, 100),
            Duration.ofSeconds(number(env, "DB_PATIENCE_SECONDS", 10, 0, 10)));
    return new Settings(
        number(env, "PORT", 8080, 0, 65_535),
        env.getOrDefault("HOSTNAME", "localhost"), // in Kubernetes the name of the pod
        database,
        Duration.ofSeconds(number(env, "DRAIN_SECONDS", 2, 0, 60)));
  }

  private static String jdbcUrl(Map<String, String> env) {
    var url = env.getOrDefault("JDBC_DATABASE_URL", "");
    if (!url.isBlank()) {
      return url;
    }
    var host = env.getOrDefault("PGHOST", "");
    var database = env.getOrDefault("PGDATABASE", "");
    if (host.isBlank() || database.isBlank()) {
      throw new IllegalArgumentException("set JDBC_DATABASE_URL, or PGHOST and PGDATABASE");
    }
    return "jdbc:postgresql://" + host + ":" + env.getOrDefault("PGPORT", "5432") + "/" + database;
  }

  private static int number(
      Map<String, String> env, String name, int fallback, int least, int most) {
    var text = env.getOrDefault(name, "");
    if (text.isBlank()) {
      return fallback;
    }
    try {
      int value = Integer.parseInt(text.strip());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException notANumber) {
      // said below, as for a number out of range
    }
    throw new IllegalArgumentException(
        name + " must be a whole number from " + least + " to " + most + ", not \"" + text + "\"");
  }
}

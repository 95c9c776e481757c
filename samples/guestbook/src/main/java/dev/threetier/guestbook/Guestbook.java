package dev.threetier.guestbook;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.security.Security;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the parts together, and takes them apart when the process is told to end. */
public final class Guestbook {
  private static final Logger LOG = LoggerFactory.getLogger(Guestbook.class);

  private final Settings settings;
  private final Server server;
  private final DatabaseMonitor monitor;

  private Guestbook(Settings settings, Server server, DatabaseMonitor monitor) {
    this.settings = settings;
    this.server = server;
    this.monitor = monitor;
  }

  public static void main(String[] args) throws IOException {
    Settings settings;
    try {
      settings = Settings.from(System.getenv());
    } catch (IllegalArgumentException wrong) {
      LOG.error(wrong.getMessage());
      System.exit(1);
      return;
    }
    followDns();
    var server = new Server(settings.port(), settings.pod());
    var database = new Database(settings.database());
    var monitor = new DatabaseMonitor(database);
    var guestbook = new Guestbook(settings, server, monitor);

    server.handleGet("/healthz", guestbook::health);
    server.handleGet("/readyz", guestbook::readiness);
    server.handleGet("/api/info", guestbook::info);
    server.handleBelow("/api/", new Api(new PostgresEntries(database)));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(settings, server, database)));
    monitor.start();
    server.start();
    LOG.info("serving at port {} after {} ms", server.port(), uptimeMillis());
  }

  /** A Service made again has another address; a DNS that is away leaves the last one good. */
  private static void followDns() {
    Security.setProperty("networkaddress.cache.ttl", "5");
    Security.setProperty("networkaddress.cache.negative.ttl", "1");
    Security.setProperty("networkaddress.cache.stale.ttl", "86400");
  }

  private static void stop(Settings settings, Server server, Database database) {
    LOG.info("stopping: the requests in flight come to their end");
    server.stop(settings.drain());
    database.close();
  }

  /** The process lives. What it depends on is no part of that: a restart would not mend it. */
  private Reply health() {
    return Reply.json(200, Map.of("status", "alive"));
  }

  /** Ready also without the database, or a restart of it would empty the load balancer. */
  private Reply readiness() {
    var json = new LinkedHashMap<String, Object>();
    json.put("status", server.draining() ? "draining" : "ready");
    json.put("database", monitor.state().toJson());
    return Reply.json(server.draining() ? 503 : 200, json);
  }

  /** Who answers, for the page to show. */
  private Reply info() {
    var json = new LinkedHashMap<String, Object>();
    json.put("pod", settings.pod());
    json.put("version", version());
    json.put("uptimeSeconds", uptimeMillis() / 1000);
    json.put("database", monitor.state().toJson());
    return Reply.json(200, json);
  }

  private static String version() {
    var version = Guestbook.class.getPackage().getImplementationVersion();
    return Objects.requireNonNullElse(version, "development");
  }

  private static long uptimeMillis() {
    return ManagementFactory.getRuntimeMXBean().getUptime();
  }
}

package dev.threetier.guestbook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** HTTP: a virtual thread per request, JSON out, and a stop that breaks off no request. */
final class Server {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  /** Longer than a request waits for the database: its patience, and one last attempt. */
  private static final Duration LONGEST_REQUEST = Duration.ofSeconds(20);

  private final HttpServer http;
  private final String pod;
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile boolean draining;

  /** Answers one request, or throws the {@link Problem} that it has. */
  interface Handler {
    Reply answer(HttpExchange request) throws IOException;
  }

  Server(int port, String pod) throws IOException {
    this.pod = pod;
    http = HttpServer.create(new InetSocketAddress(port), 0);
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    handleBelow("/", Server::notFound);
  }

  private static Reply notFound(HttpExchange request) {
    throw Problem.notFound(request.getRequestURI().getPath());
  }

  /** Refuses a request whose method is none of these. */
  static void allow(HttpExchange request, String methods) {
    if (!List.of(methods.split(", ")).contains(request.getRequestMethod())) {
      throw Problem.methodNotAllowed(methods);
    }
  }

  void handleBelow(String pathPrefix, Handler handler) {
    http.createContext(pathPrefix, request -> serve(request, handler));
  }

  /** For an address that is read only, and has nothing below it. */
  void handleGet(String path, Supplier<Reply> reply) {
    handleBelow(
        path,
        request -> {
          if (!request.getRequestURI().getPath().equals(path)) {
            return notFound(request);
          }
          allow(request, "GET, HEAD");
          return reply.get();
        });
  }

  void start() {
    http.start();
  }

  int port() {
    return http.getAddress().getPort();
  }

  boolean draining() {
    return draining;
  }

  /**
   * First lets clients see that this server goes away while it still answers, then waits for the
   * requests in flight, then closes.
   */
  void stop(Duration drain) {
    draining = true;
    try {
      Thread.sleep(drain);
      long deadline = System.nanoTime() + LONGEST_REQUEST.toNanos();
      while (inFlight.get() > 0 && System.nanoTime() < deadline) {
        Thread.sleep(10);
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
    // It could wait for requests itself, but also waits for connections that clients just closed.
    http.stop(0);
  }

  private void serve(HttpExchange request, Handler handler) {
    inFlight.incrementAndGet();
    try (request) {
      send(request, reply(request, handler));
    } catch (IOException clientLeft) {
      LOG.debug("the client did not wait for the answer", clientLeft);
    } finally {
      inFlight.decrementAndGet();
    }
  }

  private static Reply reply(HttpExchange request, Handler handler) throws IOException {
    try {
      return handler.answer(request);
    } catch (Problem problem) {
      return problem.reply();
    } catch (RuntimeException bug) {
      LOG.error("{} {} failed", request.getRequestMethod(), request.getRequestURI(), bug);
      return Reply.problem(500, "the application has failed; its log says why", Map.of());
    }
  }

  private void send(HttpExchange request, Reply reply) throws IOException {
    var headers = request.getResponseHeaders();
    headers.set("X-Served-By", pod);
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    reply.headers().forEach(headers::set);
    if (draining) {
      headers.set("Connection", "close"); // the next request goes to another pod
    }
    if (reply.body() == null) {
      request.sendResponseHeaders(reply.status(), -1);
      return;
    }
    var body = Json.write(reply.body());
    headers.set("Content-Type", reply.contentType());
    if (request.getRequestMethod().equals("HEAD")) {
      headers.set("Content-Length", Integer.toString(body.length));
      request.sendResponseHeaders(reply.status(), -1);
      return;
    }
    request.sendResponseHeaders(reply.status(), body.length);
    request.getResponseBody().write(body);
  }
}

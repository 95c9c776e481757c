package dev.threetier.operator.cluster;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Every request that a client sends to the API server. */
final class RequestLog implements Interceptor {

  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

  private final Queue<String> requests = new ConcurrentLinkedQueue<>();
  private final AtomicReference<@Nullable Next> next = new AtomicReference<>();

  /** Does something right before the next request is sent whose path ends so. */
  void beforeNext(String path, Runnable action) {
    next.set(new Next(path, action));
  }

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    var awaited = next.get();
    if (awaited != null
        && request.uri().getPath().endsWith(awaited.path())
        && next.compareAndSet(awaited, null)) {
      awaited.action().run();
    }
    requests.add(request.method() + " " + request.uri().getPath() + query(request));
  }

  List<String> writes() {
    return requests.stream().filter(request -> !isRead(request)).toList();
  }

  /** Those whose path or query has this in it. */
  List<String> about(String text) {
    return requests.stream().filter(request -> request.contains(text)).toList();
  }

  /** Reads of single objects; lists and watches are how caches are filled. */
  List<String> readsPastTheCache() {
    return requests.stream()
        .filter(RequestLog::isRead)
        .filter(request -> !request.contains("resourceVersion=") && !request.contains("watch=true"))
        .toList();
  }

  void clear() {
    requests.clear();
  }

  private record Next(String path, Runnable action) {}

  private static boolean isRead(String request) {
    return READS.contains(request.substring(0, request.indexOf(' ')));
  }

  private static String query(HttpRequest request) {
    var query = request.uri().getQuery();
    return query == null ? "" : "?" + query;
  }
}

package dev.threetier.operator.blueprint;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What HAProxy answers when no pod does. The pages are copied into the load balancer's own
 * ConfigMap: HAProxy would not start without one that it is told of, and the user's may lose it at
 * any time.
 */
final class HaproxyErrorPages {

  private static final int UNAVAILABLE = 503;

  private static final String MAINTENANCE =
      """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>Not available</title>
      <style>
        :root { color-scheme: light dark; }
        body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 20vh auto; padding: 0 1rem; }
      </style>
      <h1>Not available at the moment</h1>
      <p>This part of the site is being worked on, or is starting. Please try again in a few seconds.</p>
      </html>
      """;

  private HaproxyErrorPages() {}

  /** The lines of the defaults. */
  static String of(Scope scope, String directory) {
    return pages(scope).entrySet().stream()
        .map(
            page ->
                "    http-error status %d content-type 'text/html; charset=utf-8' file %s/%s%s hdr Cache-Control no-store\n"
                    .formatted(
                        page.getKey(),
                        directory,
                        file(page),
                        page.getKey() == UNAVAILABLE ? " hdr Retry-After 10" : ""))
        .collect(joining());
  }

  /** The files that these lines name. */
  static Map<String, String> files(Scope scope) {
    return pages(scope).entrySet().stream()
        .collect(toMap(HaproxyErrorPages::file, Map.Entry::getValue));
  }

  /** Named by what is in it, so that a configuration names the pages that it was made for. */
  private static String file(Map.Entry<Integer, String> page) {
    return "%d.%s.html".formatted(page.getKey(), Digest.of(page.getValue()));
  }

  private static SortedMap<Integer, String> pages(Scope scope) {
    var pages = new TreeMap<Integer, String>();
    pages.put(UNAVAILABLE, MAINTENANCE);
    pages.putAll(scope.facts().errorPages().pages());
    return pages;
  }
}

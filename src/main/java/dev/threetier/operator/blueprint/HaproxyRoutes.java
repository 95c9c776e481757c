package dev.threetier.operator.blueprint;

import static java.util.stream.Collectors.joining;

import dev.threetier.operator.api.v1alpha1.HeaderMatch;
import dev.threetier.operator.api.v1alpha1.Route;
import dev.threetier.operator.api.v1alpha1.RouteTarget;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which tier serves a request, and what of its path the pod is asked for.
 *
 * <p>Routes are compared with the path as pods read it: percent-encoding undone, and several '/'
 * taken for one. Dot segments are refused, because pods resolve them, to a path that another route
 * may be for.
 */
final class HaproxyRoutes {

  /**
   * An encoded '/' is data; decoded it becomes a character that no route has. Most paths need none
   * of it, and looking is cheaper than rewriting.
   */
  private static final String COMPARED_PATH =
      """
          http-request deny deny_status 400 if { path -m sub % } !{ path,url_dec -m found }
          http-request deny deny_status 400 if { path -m sub /. % } { path,url_dec -m reg (^|/)[.][.]?(/|;|$) }
          http-request set-var(txn.compared_path) path
          http-request set-var(txn.compared_path) path,regsub(%2[Ff],%01,g),url_dec,regsub(//+,/,g) if { path -m sub % // }
      """;

  private static final String COMPARED_HOST =
      "    http-request set-var(txn.compared_host) req.hdr(host),host_only,lower,rtrim(.)\n";

  /** HAProxy takes the first that matches. */
  private static final Comparator<Route> MOST_SPECIFIC_FIRST =
      Comparator.comparing((Route route) -> route.host() == null)
          .thenComparing(HaproxyRoutes::hasWildcard)
          .thenComparingInt(route -> -host(route).length())
          .thenComparing(HaproxyRoutes::host)
          .thenComparing(route -> route.path() == null)
          .thenComparingInt(route -> -path(route).length())
          .thenComparing(HaproxyRoutes::path)
          .thenComparingInt(route -> -headers(route).size());

  private final List<Route> routes;
  private final RouteTarget rest;

  private HaproxyRoutes(List<Route> all) {
    routes = all.stream().filter(route -> !isForAll(route)).sorted(MOST_SPECIFIC_FIRST).toList();
    rest =
        all.stream()
            .filter(HaproxyRoutes::isForAll)
            .findFirst()
            .map(Route::tier)
            .orElse(RouteTarget.WEB);
  }

  static String of(List<Route> routes) {
    return new HaproxyRoutes(routes).rules();
  }

  private String rules() {
    var indices = IntStream.range(0, routes.size()).boxed().toList();
    return COMPARED_PATH
        + (routes.stream().allMatch(route -> route.host() == null) ? "" : COMPARED_HOST)
        + indices.stream().map(this::choice).collect(joining())
        + indices.stream().map(this::rewrite).flatMap(Optional::stream).collect(joining())
        + "    use_backend %s if { var(txn.route) -m beg %s- }\n"
            .formatted(backend(other(rest)), backend(other(rest)))
        + "    default_backend %s\n".formatted(backend(rest));
  }

  private String name(int index) {
    return backend(routes.get(index).tier()) + "-" + (index + 1);
  }

  private String choice(int index) {
    return "    http-request set-var(txn.route) str(%s) if !{ var(txn.route) -m found }%s\n"
        .formatted(name(index), conditions(routes.get(index)));
  }

  private static String conditions(Route route) {
    var conditions = new StringBuilder();
    if (route.host() != null) {
      conditions.append(
          hasWildcard(route)
              ? " { var(txn.compared_host) -m end %s }".formatted(route.host().substring(1))
              : " { var(txn.compared_host) -m str %s }".formatted(route.host()));
    }
    if (route.path() != null) {
      conditions.append(" { var(txn.compared_path) -m str %s }".formatted(route.path()));
    } else if (!path(route).equals("/")) {
      conditions.append(" { var(txn.compared_path),concat(/) -m beg %s/ }".formatted(path(route)));
    }
    for (HeaderMatch header : headers(route)) {
      conditions.append(
          " { req.fhdr(%s) -m str -- '%s' }".formatted(header.name(), header.value()));
    }
    return conditions.toString();
  }

  private Optional<String> rewrite(int index) {
    var route = routes.get(index);
    return Optional.ofNullable(route.rewritePrefix())
        .map(
            replacement ->
                "    http-request %s if { var(txn.route) -m str %s }\n"
                    .formatted(
                        route.path() != null
                            ? "set-path " + replacement
                            : replacePrefix(path(route), replacement),
                        name(index)));
  }

  /** By the number of segments, because the prefix may be written otherwise in the request. */
  private static String replacePrefix(String prefix, String replacement) {
    var segments = prefix.equals("/") ? 0 : prefix.chars().filter(c -> c == '/').count();
    return replacement.equals("/")
        ? "replace-path '^(?:/+[^/]+){%d}/*(.*)' '/\\1'".formatted(segments)
        : "replace-path '^(?:/+[^/]+){%d}(.*)' '%s\\1'".formatted(segments, replacement);
  }

  private static boolean isForAll(Route route) {
    return "/".equals(route.pathPrefix())
        && route.host() == null
        && route.headers() == null
        && route.rewritePrefix() == null;
  }

  private static boolean hasWildcard(Route route) {
    return host(route).startsWith("*");
  }

  private static String host(Route route) {
    return Objects.requireNonNullElse(route.host(), "");
  }

  private static String path(Route route) {
    return Objects.requireNonNullElse(
        route.path(), Objects.requireNonNullElse(route.pathPrefix(), "/"));
  }

  private static List<HeaderMatch> headers(Route route) {
    return Objects.requireNonNullElse(route.headers(), List.of());
  }

  private static RouteTarget other(RouteTarget target) {
    return target == RouteTarget.WEB ? RouteTarget.APPLICATION : RouteTarget.WEB;
  }

  private static String backend(RouteTarget target) {
    return Tier.of(target).component();
  }
}

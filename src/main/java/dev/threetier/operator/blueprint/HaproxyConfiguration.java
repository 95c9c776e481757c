package dev.threetier.operator.blueprint;

import dev.threetier.operator.api.v1alpha1.Route;
import dev.threetier.operator.api.v1alpha1.RouteTarget;
import io.fabric8.kubernetes.api.model.Probe;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of HAProxy.
 *
 * <p>Each tier behind is found in two ways: pod by pod through DNS, with active checks, and by the
 * address of its Service as a backup server. Either alone lost requests: pods alone when DNS
 * answers are old, the address alone when a pod dies.
 */
final class HaproxyConfiguration {

  /** The most pods of one tier that DNS can add without a change here: 50 replicas and a surge. */
  private static final int SLOTS = 64;

  private HaproxyConfiguration() {}

  static String of(Scope scope, String runDir) {
    return """
    global
        log stdout format raw local0 notice
        maxconn 4096
        hard-stop-after 50s
        stats socket %s/admin.sock mode 600 level admin

    defaults
        mode http
        log global
        option dontlognull
        option http-keep-alive
        option idle-close-on-response
        option forwardfor
        timeout connect 1s
        timeout queue 10s
        timeout client 60s
        timeout server 60s
        timeout http-request 10s
        timeout http-keep-alive 10s
        retries 3
        option redispatch 1

    # The last known pods are kept when DNS does not answer.
    resolvers cluster
        parse-resolv-conf
        accepted_payload_size 8192
        resolve_retries 3
        timeout resolve 1s
        timeout retry 1s
        hold valid 1s
        hold obsolete 0s
        hold nx 24h
        hold other 24h
        hold refused 24h
        hold timeout 24h

    frontend health
        bind :%d
        monitor-uri /readyz
        http-request return status 200 if { path /healthz }
        http-request use-service prometheus-exporter if { path /metrics }
        http-request return status 404

    frontend http
        bind :%d
    %s
    %s
    %s"""
        .formatted(
            runDir,
            LoadBalancerTier.HEALTH_PORT,
            scope.spec().loadBalancer().port(),
            routes(scope),
            backend(scope, Tier.WEB, WebTier.healthCheckPath(scope.spec().web())),
            backend(
                scope,
                Tier.APPLICATION,
                ApplicationTier.healthCheckPath(scope.spec().application())));
  }

  /** Longest prefix first; HAProxy takes the first rule that matches. */
  private static String routes(Scope scope) {
    var routes = scope.spec().loadBalancer().routes();
    var rules =
        routes.stream()
            .filter(route -> !route.pathPrefix().equals("/"))
            .sorted(
                Comparator.comparingInt((Route route) -> -route.pathPrefix().length())
                    .thenComparing(Route::pathPrefix))
            .map(
                route ->
                    "    use_backend %s if { path %s } || { path_beg %s/ }\n"
                        .formatted(
                            backendName(route.tier()), route.pathPrefix(), route.pathPrefix()))
            .collect(Collectors.joining());
    var rest =
        routes.stream()
            .filter(route -> route.pathPrefix().equals("/"))
            .findFirst()
            .map(Route::tier)
            .orElse(RouteTarget.WEB);
    return rules + "    default_backend " + backendName(rest) + "\n";
  }

  private static String backendName(RouteTarget target) {
    return switch (target) {
      case WEB -> Tier.WEB.component();
      case APPLICATION -> Tier.APPLICATION.component();
    };
  }

  private static String backend(Scope scope, Tier tier, Optional<String> healthCheckPath) {
    var names = scope.names();
    var pods =
        "_%s._tcp.%s.%s.svc.%s"
            .formatted(
                Pods.SERVING_PORT,
                names.pods(tier),
                scope.namespace(),
                scope.facts().clusterDomain());
    return """
    backend %s
        balance leastconn
    %s    retry-on conn-failure empty-response
        http-request disable-l7-retry unless METH_GET
        default-server check inter 1s fall 2 rise 1 observe layer4 error-limit 1 on-error mark-down
        server-template pod %d %s resolvers cluster resolve-prefer ipv4 init-addr none
        server service %s:%d no-check backup
    """
        .formatted(
            tier.component(),
            healthCheckPath.map(path -> httpCheck(names.tier(tier), path)).orElse(""),
            SLOTS,
            pods,
            bracketed(scope.facts().clusterIps().getOrDefault(tier, "")),
            Services.HTTP_PORT);
  }

  private static String httpCheck(String host, String path) {
    return """
        option httpchk
        http-check send meth GET uri '%s' ver HTTP/1.1 hdr Host %s
    """
        .formatted(escaped(path), host);
  }

  /** An IPv6 address takes brackets before a port. */
  private static String bracketed(String address) {
    return address.contains(":") ? "[" + address + "]" : address;
  }

  /**
   * The path of an HTTP readiness probe on the serving port, which is what the pod is also checked
   * by; empty when the probe is of another kind, and a TCP connection has to do.
   */
  static Optional<String> pathOf(@Nullable Probe probe, int port) {
    if (probe == null || probe.getHttpGet() == null) {
      return Optional.empty();
    }
    var get = probe.getHttpGet();
    var onServingPort =
        get.getPort() != null
            && (Pods.SERVING_PORT.equals(get.getPort().getStrVal())
                || Integer.valueOf(port).equals(get.getPort().getIntVal()));
    var plain = get.getScheme() == null || get.getScheme().toUpperCase(Locale.ROOT).equals("HTTP");
    var withoutHeaders = get.getHttpHeaders() == null || get.getHttpHeaders().isEmpty();
    return onServingPort && plain && withoutHeaders && get.getHost() == null
        ? Optional.of(get.getPath() == null ? "/" : get.getPath())
        : Optional.empty();
  }

  /** The path with everything percent-encoded that is not plainly a part of one. */
  static String escaped(String path) {
    var result = new StringBuilder(path.startsWith("/") ? "" : "/");
    for (byte octet : path.getBytes(StandardCharsets.UTF_8)) {
      var c = (char) (octet & 0xff);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || "-._~/?=&:@,;+%!".indexOf(c) >= 0)) {
        result.append(c);
      } else {
        result.append("%%%02X".formatted((int) c));
      }
    }
    return result.toString();
  }
}

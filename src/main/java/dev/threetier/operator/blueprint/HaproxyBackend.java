package dev.threetier.operator.blueprint;

import dev.threetier.operator.api.v1alpha1.BalancedTierSpec;
import dev.threetier.operator.api.v1alpha1.BalancingAlgorithm;
import dev.threetier.operator.api.v1alpha1.ConfigurationSnippets;
import dev.threetier.operator.api.v1alpha1.HealthCheck;
import io.fabric8.kubernetes.api.model.Probe;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * HAProxy's view of one tier: who its servers are, how they are checked, and which of them gets a
 * request.
 *
 * <p>The tier is found in two ways: pod by pod through DNS, with active checks, and by the address
 * of its Service as a backup server. Either alone lost requests: pods alone when DNS answers are
 * old, the address alone when a pod dies.
 *
 * <p>A pod that hangs is out of rotation within 2.3 s by default: an interval, a check that gets no
 * answer, a short interval, another such check.
 */
final class HaproxyBackend {

  /** The most pods of one tier that DNS can add without a change here: 50 replicas and a surge. */
  private static final int SLOTS = 64;

  /** Those that send what is alike to the same pod. */
  private static final Set<BalancingAlgorithm> HASHING =
      EnumSet.of(BalancingAlgorithm.SOURCE, BalancingAlgorithm.URI, BalancingAlgorithm.HEADER);

  private final Scope scope;
  private final Tier tier;
  private final BalancedTierSpec spec;

  private HaproxyBackend(Scope scope, Tier tier, BalancedTierSpec spec) {
    this.scope = scope;
    this.tier = tier;
    this.spec = spec;
  }

  /** The section of a tier whose readiness is found out by that probe. */
  static String of(Scope scope, Tier tier, BalancedTierSpec spec, Probe readiness) {
    return new HaproxyBackend(scope, tier, spec).section(readiness);
  }

  private String section(Probe readiness) {
    var sticky = HaproxyStickySessions.of(scope, tier);
    return """
    backend %s
    %s%s%s    timeout check %s
        retry-on conn-failure empty-response
        http-request disable-l7-retry unless METH_GET
        default-server check inter %s fastinter 100ms fall %d rise %d observe layer4 error-limit 1 on-error mark-down%s%s%s
        server-template pod %d %s resolvers cluster resolve-prefer ipv4 init-addr none
        server service %s:%d no-check backup maxconn 0%s
    %s"""
        .formatted(
            tier.component(),
            balance(),
            sticky.map(HaproxyStickySessions::ofTier).orElse(""),
            httpCheck(readiness),
            check().timeout(),
            check().interval(),
            check().fall(),
            check().rise(),
            isHashing() ? " hash-key addr" : "",
            check().slowStart() == null || isHashing() ? "" : " slowstart " + check().slowStart(),
            share().map(share -> " maxconn " + share).orElse(""),
            SLOTS,
            pods(),
            bracketed(scope.facts().clusterIps().getOrDefault(tier, "")),
            Services.HTTP_PORT,
            sticky.map(HaproxyStickySessions::ofService).orElse(""),
            snippet());
  }

  private String snippet() {
    return HaproxySnippets.of(
        scope, tier == Tier.WEB ? ConfigurationSnippets::web : ConfigurationSnippets::application);
  }

  private HealthCheck check() {
    return spec.healthCheck();
  }

  private boolean isHashing() {
    return HASHING.contains(scope.spec().loadBalancer().algorithm());
  }

  /** By address and not by slot, so that all HAProxy pods choose alike. */
  private String balance() {
    var loadBalancer = scope.spec().loadBalancer();
    var algorithm =
        switch (loadBalancer.algorithm()) {
          case ROUND_ROBIN -> "roundrobin";
          case LEAST_CONNECTIONS -> "leastconn";
          case RANDOM -> "random(2)";
          case SOURCE -> "source";
          case URI -> "uri";
          case HEADER -> "hdr(%s)".formatted(Objects.requireNonNull(loadBalancer.hashHeader()));
        };
    return "    balance %s\n%s"
        .formatted(algorithm, isHashing() ? "    hash-type consistent\n" : "");
  }

  /** What one HAProxy pod may use of a pod's connections: they do not know of each other. */
  private Optional<Integer> share() {
    return Optional.ofNullable(spec.maxConnections())
        .map(connections -> Math.max(1, connections / Replicas.most(scope, Tier.LOAD_BALANCER)));
  }

  private String pods() {
    return "_%s._tcp.%s.%s.svc.%s"
        .formatted(
            Pods.SERVING_PORT,
            scope.names().pods(tier),
            scope.namespace(),
            scope.facts().clusterDomain());
  }

  private String httpCheck(Probe readiness) {
    return Optional.ofNullable(check().path())
        .or(() -> pathOf(readiness, spec.port()))
        .map(
            path ->
                """
                    option httpchk
                    http-check send meth %s uri '%s' ver HTTP/1.1 hdr Host %s
                    http-check expect status %s
                """
                    .formatted(
                        check().method(),
                        escaped(path),
                        scope.names().tier(tier),
                        check().expectedStatus()))
        .orElse("");
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

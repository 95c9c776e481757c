package dev.threetier.operator.blueprint;

import static java.util.stream.Collectors.joining;

import dev.threetier.operator.api.v1alpha1.LoadBalancerSpec;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Who the client is, and what pods are told of it. What requests say of that is believed from
 * trusted proxies only; from others it is replaced. What follows these lines sees the client as
 * src.
 */
final class HaproxyForwarding {

  /** Trusted proxies in a row that are seen through. */
  private static final int HOPS = 5;

  /** One of the client's own, if it can be searched for, so that logs can be joined by it. */
  private static final String REQUEST_ID =
      """
          http-request set-var(txn.id) req.hdr(X-Request-Id) if { req.hdr_cnt(X-Request-Id) eq 1 } { req.hdr(X-Request-Id) -m reg ^[A-Za-z0-9._-]{8,128}$ }
          http-request set-var(txn.id) uuid unless { var(txn.id) -m found }
          http-request set-header X-Request-Id %[var(txn.id)]
          http-after-response set-header X-Request-Id %[var(txn.id)] if { var(txn.id) -m found }
      """;

  /**
   * What HAProxy sees. Many servers of applications do not tell '_' from '-' in a header's name.
   */
  private static final String SEEN =
      """
          http-request del-header ^(x[-_]forwarded[-_]|forwarded$) -m reg
          http-request set-header X-Forwarded-For %[src]
          http-request set-header X-Forwarded-Proto %[ssl_fc,iif(https,http)]
          http-request set-header X-Forwarded-Host %[req.fhdr(Host)] if { req.hdr(Host) -m found }
          http-request set-header X-Forwarded-Port %[ssl_fc,iif(443,80)]
          http-request set-header X-Forwarded-Port %[req.fhdr(Host),field(-1,:)] if { req.fhdr(Host) -m reg :[0-9]{1,5}$ }
      """;

  /** Of what a trusted proxy says, that which can only be meant in one way. */
  private static final String BELIEVED =
      """
          http-request del-header ^x(_forwarded[-_]|-forwarded_) -m reg
          http-request del-header X-Forwarded- -m beg unless { var(txn.trusted) -m bool }
          http-request del-header X-Forwarded-Proto unless { req.hdr_cnt(X-Forwarded-Proto) eq 1 } { req.hdr(X-Forwarded-Proto) http https }
          http-request del-header X-Forwarded-Host unless { req.hdr_cnt(X-Forwarded-Host) eq 1 }
          http-request del-header X-Forwarded-Port unless { req.hdr_cnt(X-Forwarded-Port) eq 1 } { req.hdr(X-Forwarded-Port) -m reg ^[0-9]{1,5}$ }
      """;

  /** What is left is believed; what is missing then is set to what HAProxy sees. */
  private static final String MISSING =
      """
          http-request del-header Forwarded
          http-request set-header X-Forwarded-For %[src]
          http-request set-header X-Forwarded-Proto https if { ssl_fc } !{ req.hdr(X-Forwarded-Proto) -m found }
          http-request set-header X-Forwarded-Proto http unless { req.hdr(X-Forwarded-Proto) -m found }
          http-request set-header X-Forwarded-Host %[req.fhdr(Host)] if { req.hdr(Host) -m found } !{ req.hdr(X-Forwarded-Host) -m found }
          http-request set-header X-Forwarded-Port %[req.fhdr(X-Forwarded-Host),field(-1,:)] if { req.fhdr(X-Forwarded-Host) -m reg :[0-9]{1,5}$ } !{ req.hdr(X-Forwarded-Port) -m found }
          http-request set-header X-Forwarded-Port 443 if { req.hdr(X-Forwarded-Proto) https } !{ req.hdr(X-Forwarded-Port) -m found }
          http-request set-header X-Forwarded-Port 80 unless { req.hdr(X-Forwarded-Port) -m found }
      """;

  /** Demanded, and of trusted proxies only: anybody could make up a header that is just allowed. */
  private static final String EXPECT_PROXY_PROTOCOL =
      "    tcp-request connection expect-proxy layer4 if trusted\n";

  private HaproxyForwarding() {}

  /** The first lines of the frontend: who is trusted, for connections as for requests. */
  static String proxies(LoadBalancerSpec spec) {
    var proxies = Objects.requireNonNullElse(spec.trustedProxies(), List.<String>of());
    // A line for each, for HAProxy reads no more than 64 words of one.
    return proxies.stream().map("    acl trusted src %s\n"::formatted).collect(joining())
        + (spec.proxyProtocol() ? EXPECT_PROXY_PROTOCOL : "");
  }

  /** The lines of the frontend for each request. */
  static String of(LoadBalancerSpec spec) {
    return REQUEST_ID + (spec.trustedProxies() == null ? SEEN : behindProxies());
  }

  /** Seen from the right, the client is the first address that is not a trusted proxy's. */
  private static String behindProxies() {
    return "    http-request set-var(txn.trusted) bool(true) if trusted\n"
        + hops("    acl hop%1$d req.hdr_ip(X-Forwarded-For,-%1$d) -m found\n"::formatted)
        + hops(HaproxyForwarding::seeThrough)
        + BELIEVED
        + MISSING;
  }

  /** All entries to the right have to be addresses: what is left of something else is not known. */
  private static String seeThrough(int hop) {
    return "    http-request set-src req.hdr_ip(X-Forwarded-For,-%d) if trusted %s\n"
        .formatted(
            hop, IntStream.rangeClosed(1, hop).mapToObj(i -> "hop" + i).collect(joining(" ")));
  }

  private static String hops(IntFunction<String> line) {
    return IntStream.rangeClosed(1, HOPS).mapToObj(line).collect(joining());
  }
}

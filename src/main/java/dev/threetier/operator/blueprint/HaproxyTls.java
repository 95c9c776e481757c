package dev.threetier.operator.blueprint;

import dev.threetier.operator.api.v1alpha1.TlsVersion;
import java.util.stream.Collectors;

/** How HAProxy speaks HTTPS, and what it does with plain HTTP then. */
final class HaproxyTls {

  /** Those of TLS 1.2 that have forward secrecy and authenticated encryption. */
  private static final String CIPHERS =
      """
          ssl-default-bind-ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:\
      ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:\
      ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305
          ssl-default-bind-options no-tls-tickets
      """;

  private HaproxyTls() {}

  static String global(Scope scope) {
    return scope.spec().loadBalancer().tls() == null ? "" : CIPHERS;
  }

  /** The first certificate is for clients that name no host, or another one. */
  static String bind(Scope scope) {
    var tls = scope.spec().loadBalancer().tls();
    var files = Certificates.files(scope);
    if (tls == null || files.isEmpty()) {
      return "";
    }
    return "    bind :%d ssl ssl-min-ver %s alpn h2,http/1.1%s\n"
        .formatted(
            LoadBalancerTier.HTTPS_PORT,
            tls.minVersion() == TlsVersion.TLS_1_3 ? "TLSv1.3" : "TLSv1.2",
            files.stream()
                .map(file -> " crt " + Certificates.DIRECTORY + "/" + file)
                .collect(Collectors.joining()));
  }

  /** After the forwarding headers are set: a trusted proxy may have ended TLS. */
  static String rules(Scope scope) {
    var tls = scope.spec().loadBalancer().tls();
    if (tls == null) {
      return "";
    }
    var redirect =
        tls.redirect()
            ? "    http-request redirect location https://%[req.hdr(host),host_only]%[pathq] code 308 if { req.hdr(host) -m found } !{ req.hdr(X-Forwarded-Proto) https }\n"
            : "";
    var hsts =
        tls.hstsMaxAgeSeconds() == null
            ? ""
            : "    http-after-response set-header Strict-Transport-Security max-age=%d if { ssl_fc }\n"
                .formatted(tls.hstsMaxAgeSeconds());
    return redirect + hsts;
  }
}

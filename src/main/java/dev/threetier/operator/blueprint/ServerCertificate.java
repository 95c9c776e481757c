package dev.threetier.operator.blueprint;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import io.fabric8.kubernetes.api.model.Secret;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The certificate that the database serves with, and what verifies it.
 *
 * @param issuer the application's own authority, if it has one
 * @param authority what verifies the server's certificate, in PEM: of that authority, or given
 * @param server the server's
 */
public record ServerCertificate(Optional<Issued> issuer, String authority, Issued server) {

  static final String CERTIFICATE = "tls.crt";
  static final String KEY = "tls.key";
  static final String PEM = "server.pem";

  /** All of it as the Secrets hold it; what they lack is empty. */
  public static ServerCertificate of(Optional<Secret> authority, Optional<Secret> server) {
    var pem = server.map(secret -> text(secret, PEM)).orElse("");
    return new ServerCertificate(
        authority.map(secret -> new Issued(text(secret, CERTIFICATE), text(secret, KEY))),
        server.map(secret -> text(secret, PostgresqlTls.AUTHORITY)).orElse(""),
        Issued.of(pem));
  }

  private static String text(Secret secret, String key) {
    return Secrets.texts(secret).getOrDefault(key, "");
  }

  /** Whether a server could serve with it. */
  public boolean isServed() {
    return !server.certificate().isEmpty();
  }

  /**
   * The same with the application's own, which stays as it is until two thirds of it are over.
   * Another authority comes alone: nobody is to trust one, or be served with what it has signed,
   * before it is known to be kept.
   */
  public ServerCertificate renewed(
      ThreeTierApp app, String clusterDomain, Instant now, SecureRandom random) {
    var namespace = app.getMetadata().getNamespace();
    var names = names(app, clusterDomain);
    var factory = new CertificateIssuer(now, random);
    var by =
        issuer
            .filter(Issued::isPair)
            .orElseGet(() -> factory.authority(namespace, names.getFirst()));
    if (!by.renewal().isAfter(now)) {
      by = factory.authority(namespace, names.getFirst(), by);
    }
    var kept = Optional.of(by);
    if (!kept.equals(issuer)) {
      return new ServerCertificate(kept, authority, server);
    }
    return new ServerCertificate(
        kept,
        by.certificate(),
        server.isPair()
                && server.isSignedBy(by)
                && server.renewal().isAfter(now)
                && server.names().equals(names)
            ? server
            : factory.server(by, namespace, names));
  }

  /** Whether the application's own authority verifies it. */
  public boolean isOwn() {
    return issuer.filter(by -> by.certificate().equals(authority)).isPresent();
  }

  /** When the server's, or that of the application's own authority, is to be made anew. */
  public Instant renewal() {
    return Stream.concat(issuer.stream(), Stream.of(server))
        .map(Issued::renewal)
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  /** The names of the database's Service. */
  private static List<String> names(ThreeTierApp app, String clusterDomain) {
    var service = new Names(app.getMetadata().getName()).tier(Tier.DATABASE);
    var inCluster = "%s.%s".formatted(service, app.getMetadata().getNamespace());
    return List.of(
        service, inCluster, inCluster + ".svc", "%s.svc.%s".formatted(inCluster, clusterDomain));
  }
}

package dev.threetier.operator.blueprint;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import io.fabric8.kubernetes.api.model.Secret;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The certificate that the database serves with, and the authority that has signed it. Both stay as
 * they are until two thirds of their time are over.
 *
 * @param authority the application's own
 * @param server the server's
 */
public record ServerCertificate(Issued authority, Issued server) {

  static final String CERTIFICATE = "tls.crt";
  static final String KEY = "tls.key";
  static final String PEM = "server.pem";

  /** Both as the Secrets hold them, for an application that has them. */
  public static Optional<ServerCertificate> of(
      Optional<Secret> authority, Optional<Secret> server) {
    return authority.map(
        secret ->
            new ServerCertificate(
                new Issued(text(secret, CERTIFICATE), text(secret, KEY)),
                Issued.of(server.map(pem -> text(pem, PEM)).orElse(""))));
  }

  private static String text(Secret secret, String key) {
    var data = Objects.requireNonNullElse(secret.getData(), Map.<String, String>of());
    return data.containsKey(key) ? Secrets.decoded(data.get(key)) : "";
  }

  /** None, of which {@link #renewed} makes one. */
  public static ServerCertificate none() {
    return new ServerCertificate(Issued.of(""), Issued.of(""));
  }

  /** The same, with what is missing, of no use or at its time made anew. */
  public ServerCertificate renewed(
      ThreeTierApp app, String clusterDomain, Instant now, SecureRandom random) {
    var namespace = app.getMetadata().getNamespace();
    var names = names(app, clusterDomain);
    var issuer = new CertificateIssuer(now, random);
    var by = authority;
    if (!by.isPair()) {
      by = issuer.authority(namespace, names.getFirst());
    } else if (!by.renewal().isAfter(now)) {
      by = issuer.authority(namespace, names.getFirst(), by);
    }
    return new ServerCertificate(
        by,
        server.isPair()
                && server.isSignedBy(by)
                && server.renewal().isAfter(now)
                && server.names().equals(names)
            ? server
            : issuer.server(by, namespace, names));
  }

  /** When one of them is to be made anew. */
  public Instant renewal() {
    return authority.renewal().isBefore(server.renewal()) ? authority.renewal() : server.renewal();
  }

  /** The names of the database's Service. */
  private static List<String> names(ThreeTierApp app, String clusterDomain) {
    var service = new Names(app.getMetadata().getName()).tier(Tier.DATABASE);
    var inCluster = "%s.%s".formatted(service, app.getMetadata().getNamespace());
    return List.of(
        service, inCluster, inCluster + ".svc", "%s.svc.%s".formatted(inCluster, clusterDomain));
  }
}

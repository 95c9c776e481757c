package dev.threetier.operator.blueprint;

import io.fabric8.kubernetes.api.model.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/**
 * A certificate of the user's for the database, as their Secret holds it.
 *
 * @param authority what verifies it, in PEM
 * @param certificate it and what is between it and the authority, in PEM
 * @param key in PEM
 */
public record GivenCertificate(String authority, String certificate, String key) {

  private static final String SERVERS = "1.3.6.1.5.5.7.3.1";
  private static final String ANY_USAGE = "2.5.29.37.0";

  /** What the Secret holds; what it lacks is empty. */
  public static GivenCertificate of(Secret secret) {
    var data = Secrets.texts(secret);
    return new GivenCertificate(
        text(data, PostgresqlTls.AUTHORITY),
        text(data, ServerCertificate.CERTIFICATE),
        text(data, ServerCertificate.KEY));
  }

  private static String text(Map<String, String> data, String key) {
    var text = data.getOrDefault(key, "").strip();
    return text.isEmpty() ? "" : text + "\n";
  }

  /** What keeps the application from verifying a server of that name by it at that time. */
  public Optional<String> fault(String host, Instant now) {
    if (authority.isEmpty() || certificate.isEmpty() || key.isEmpty()) {
      return Optional.of("it has to hold tls.crt, tls.key and ca.crt");
    }
    try {
      var chain = certificates(certificate);
      if (!new Issued(certificate, key).names().contains(host)) {
        return Optional.of("tls.crt is not for %s: add that to its DNS names".formatted(host));
      }
      if (!isForServers(chain.getFirst())) {
        return Optional.of("tls.crt is not for servers: add server auth to its usages");
      }
      if (!Issued.isPair(new KeyPair(chain.getFirst().getPublicKey(), privateKey()))) {
        return Optional.of("tls.key is not the key of tls.crt");
      }
      chain.getFirst().checkValidity(Date.from(now));
      verify(chain, now);
      return Optional.empty();
    } catch (CertificateExpiredException | CertificateNotYetValidException e) {
      return Optional.of("tls.crt is not valid now: " + e.getMessage());
    } catch (CertPathValidatorException e) {
      return Optional.of("ca.crt does not verify tls.crt: " + e.getMessage());
    } catch (GeneralSecurityException | IOException e) {
      return Optional.of("it does not hold certificates and a key in PEM: " + e.getMessage());
    }
  }

  private static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
        .stream()
        .map(X509Certificate.class::cast)
        .toList();
  }

  /** The JDK reads PKCS 8 alone. */
  private PrivateKey privateKey() throws GeneralSecurityException, IOException {
    try (var parser = new PEMParser(new StringReader(key))) {
      var converter = new JcaPEMKeyConverter();
      for (var found = parser.readObject(); found != null; found = parser.readObject()) {
        if (found instanceof PEMKeyPair pair) {
          return converter.getPrivateKey(pair.getPrivateKeyInfo());
        }
        if (found instanceof PrivateKeyInfo info) {
          return converter.getPrivateKey(info);
        }
      }
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw new GeneralSecurityException("no key that can be read", e);
    }
    throw new GeneralSecurityException("no key that can be read");
  }

  /** When it begins or ends to be valid, if that is still to come. */
  public Optional<Instant> changes(Instant now) {
    try {
      return certificates(certificate).stream()
          .flatMap(link -> Stream.of(link.getNotBefore(), link.getNotAfter()))
          .map(Date::toInstant)
          .filter(time -> time.isAfter(now))
          .min(Comparator.naturalOrder());
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private static boolean isForServers(X509Certificate certificate) throws GeneralSecurityException {
    var usages = certificate.getExtendedKeyUsage();
    return usages == null || usages.contains(SERVERS) || usages.contains(ANY_USAGE);
  }

  private void verify(List<X509Certificate> chain, Instant now) throws GeneralSecurityException {
    var roots = certificates(authority);
    var trusted =
        new PKIXParameters(
            roots.stream().map(root -> new TrustAnchor(root, null)).collect(Collectors.toSet()));
    trusted.setRevocationEnabled(false);
    trusted.setDate(Date.from(now));
    // Where the chain holds the authority too, it is not verified by itself.
    var path = chain.stream().filter(link -> !roots.contains(link)).toList();
    CertPathValidator.getInstance("PKIX")
        .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), trusted);
  }

  /** The same as it is served, beside the authority that the application may have. */
  public ServerCertificate served(Optional<Issued> issuer) {
    return new ServerCertificate(issuer, authority, new Issued(certificate, key));
  }

  @Override
  public String toString() {
    return "GivenCertificate[hidden]";
  }
}

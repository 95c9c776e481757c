package dev.threetier.operator.blueprint;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * A certificate and its key.
 *
 * @param certificate in PEM; those that lead to the authority may follow
 * @param key in PEM: what the operator makes is of an elliptic curve, as PKCS 8
 */
public record Issued(String certificate, String key) {

  static final String CERTIFICATE = "CERTIFICATE";
  static final String PRIVATE_KEY = "PRIVATE KEY";

  private static final String END_OF_CERTIFICATE = "-----END CERTIFICATE-----\n";

  private static final int DNS_NAME = 2;

  private static final byte[] SIGNED = {1, 2, 3};

  /** Certificate and key of one text, which begins with certificates; what it lacks is empty. */
  static Issued of(String pem) {
    var end = pem.lastIndexOf(END_OF_CERTIFICATE) + END_OF_CERTIFICATE.length();
    return pem.contains(END_OF_CERTIFICATE)
        ? new Issued(pem.substring(0, end), pem.substring(end))
        : new Issued("", "");
  }

  static String pem(String kind, byte[] content) {
    var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, lines, kind);
  }

  /** Both in one text. */
  String pem() {
    return certificate + key;
  }

  X509Certificate x509() throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(certificate.getBytes(StandardCharsets.US_ASCII)));
  }

  KeyPair keys() throws GeneralSecurityException {
    try {
      var content = Base64.getMimeDecoder().decode(key.replaceAll("-----[^-]*-----", ""));
      return new KeyPair(
          x509().getPublicKey(),
          KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(content)));
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("no key in PEM", e);
    }
  }

  /** The DNS names that it is for. */
  List<String> names() {
    try {
      var names = x509().getSubjectAlternativeNames();
      return names == null
          ? List.of()
          : names.stream()
              .filter(name -> name.getFirst().equals(DNS_NAME))
              .map(name -> (String) name.get(1))
              .toList();
    } catch (CertificateException e) {
      return List.of();
    }
  }

  /** Whether the key is the certificate's. */
  boolean isPair() {
    try {
      return isPair(keys());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Whether what one of them signs is verified by the other. */
  static boolean isPair(KeyPair keys) throws GeneralSecurityException {
    var algorithm =
        switch (keys.getPublic().getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> keys.getPublic().getAlgorithm();
        };
    var signature = Signature.getInstance(algorithm);
    signature.initSign(keys.getPrivate());
    signature.update(SIGNED);
    var signed = signature.sign();
    signature.initVerify(keys.getPublic());
    signature.update(SIGNED);
    return signature.verify(signed);
  }

  boolean isSignedBy(Issued authority) {
    try {
      var issuer = authority.x509();
      x509().verify(issuer.getPublicKey());
      return x509().getIssuerX500Principal().equals(issuer.getSubjectX500Principal());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** When two thirds of its time are over; long ago where it is no certificate. */
  Instant renewal() {
    try {
      var from = x509().getNotBefore().toInstant();
      var until = x509().getNotAfter().toInstant();
      return from.plus(Duration.between(from, until).multipliedBy(2).dividedBy(3));
    } catch (CertificateException e) {
      return Instant.EPOCH;
    }
  }

  @Override
  public String toString() {
    return "Issued[hidden]";
  }
}

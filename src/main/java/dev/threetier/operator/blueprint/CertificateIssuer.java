package dev.threetier.operator.blueprint;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes certificates of an application's own authority. Bouncy Castle encodes them, and is loaded
 * when one is made; keys and signatures are the JDK's.
 */
final class CertificateIssuer {

  static final Duration AUTHORITY_LASTS = Duration.ofDays(3650);
  static final Duration SERVER_LASTS = Duration.ofDays(365);

  // Clocks differ.
  private static final Duration EARLIER = Duration.ofHours(1);

  private static final int SERIAL_BITS = 127;

  private final Instant now;
  private final SecureRandom random;

  CertificateIssuer(Instant now, SecureRandom random) {
    this.now = now;
    this.random = random;
  }

  Issued authority(String organization, String server) {
    return authority(organization, server, newKeys());
  }

  /** With the keys of the one before: what was signed with them is good by both. */
  Issued authority(String organization, String server, Issued before) {
    try {
      return authority(organization, server, before.keys());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no certificate could be made", e);
    }
  }

  private Issued authority(String organization, String server, KeyPair keys) {
    try {
      var name = name(organization, server + " authority");
      var builder =
          certificate(name, name, keys.getPublic(), AUTHORITY_LASTS)
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
      return signed(builder, keys, keys);
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException("no certificate could be made", e);
    }
  }

  /** For a server that has these names. */
  Issued server(Issued authority, String organization, List<String> names) {
    try {
      var issuer = new JcaX509CertificateHolder(authority.x509());
      var keys = newKeys();
      var builder =
          certificate(
                  issuer.getSubject(),
                  name(organization, names.getFirst()),
                  keys.getPublic(),
                  SERVER_LASTS)
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
              .addExtension(
                  Extension.extendedKeyUsage,
                  false,
                  new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
              .addExtension(Extension.subjectAlternativeName, false, dnsNames(names))
              .addExtension(
                  Extension.authorityKeyIdentifier,
                  false,
                  new JcaX509ExtensionUtils()
                      .createAuthorityKeyIdentifier(authority.x509().getPublicKey()));
      return signed(builder, keys, authority.keys());
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException("no certificate could be made", e);
    }
  }

  private X509v3CertificateBuilder certificate(
      X500Name issuer, X500Name subject, PublicKey key, Duration lasts)
      throws GeneralSecurityException, IOException {
    return new JcaX509v3CertificateBuilder(
            issuer,
            new BigInteger(SERIAL_BITS, random),
            Date.from(now.minus(EARLIER)),
            Date.from(now.plus(lasts)),
            subject,
            key)
        .addExtension(
            Extension.subjectKeyIdentifier,
            false,
            new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key));
  }

  private static Issued signed(X509v3CertificateBuilder builder, KeyPair keys, KeyPair issuer)
      throws IOException, OperatorCreationException {
    var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate());
    return new Issued(
        Issued.pem(Issued.CERTIFICATE, builder.build(signer).getEncoded()),
        Issued.pem(Issued.PRIVATE_KEY, keys.getPrivate().getEncoded()));
  }

  private static X500Name name(String organization, String name) {
    return new X500NameBuilder().addRDN(BCStyle.O, organization).addRDN(BCStyle.CN, name).build();
  }

  private static GeneralNames dnsNames(List<String> names) {
    return new GeneralNames(
        names.stream()
            .map(name -> new GeneralName(GeneralName.dNSName, name))
            .toArray(GeneralName[]::new));
  }

  private KeyPair newKeys() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has P-256", e);
    }
  }
}

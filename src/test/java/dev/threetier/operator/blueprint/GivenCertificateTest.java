package dev.threetier.operator.blueprint;

import static java.time.temporal.ChronoUnit.DAYS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.fixture.Apps;
import dev.threetier.operator.fixture.TestCertificate;
import dev.threetier.operator.fixture.TestServerCertificate;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.io.StringWriter;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.junit.jupiter.api.Test;

class GivenCertificateTest {

  private static final String HOST = "shop-db";
  private final Instant now = Instant.now();

  private final ServerCertificate made = anotherOne();

  @Test
  void oneThatFitsIsServedAsItIs() {
    // When
    var given = given(made.authority(), made.server().certificate(), made.server().key());

    // Then
    assertThat(given.fault(HOST, now)).isEmpty();
    assertThat(given.served(Optional.empty()))
        .isEqualTo(new ServerCertificate(Optional.empty(), made.authority(), made.server()));
    assertThat(given.served(Optional.empty()).isOwn()).isFalse();
  }

  /** As cert-manager writes it unless it is told otherwise. */
  @Test
  void keysThatAreNotInPkcs8AreReadToo() throws Exception {
    // Given
    var secret = ((ECPrivateKey) made.server().keys().getPrivate()).getS();
    var key =
        Issued.pem(
            "EC PRIVATE KEY",
            new org.bouncycastle.asn1.sec.ECPrivateKey(256, secret, SECObjectIdentifiers.secp256r1)
                .getEncoded());

    // When
    var given = given(made.authority(), made.server().certificate(), key);

    // Then
    assertThat(given.fault(HOST, now)).isEmpty();
  }

  @Test
  void anRsaKeyOfAnotherIsFound() throws Exception {
    // Given
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);

    // When
    var key = pem(generator.generateKeyPair());

    // Then
    assertThat(key).contains("BEGIN RSA PRIVATE KEY");
    assertThat(given(made.authority(), made.server().certificate(), key).fault(HOST, now))
        .isPresent();
  }

  @Test
  void oneThatIsSignedByItselfMayBeItsOwnAuthority() {
    // When
    var own = TestCertificate.of(HOST);

    // Then
    assertThat(given(own.certificate(), own.certificate(), own.key()).fault(HOST, Instant.now()))
        .isEmpty();
  }

  @Test
  void whatDoesNotFitIsTold() {
    // When
    var other = anotherOne();
    var certificate = made.server().certificate();
    var key = made.server().key();

    // Then
    assertThat(given(made.authority(), certificate, key).fault("orders-db", now))
        .contains("tls.crt is not for orders-db: add that to its DNS names");
    assertThat(given(made.authority(), certificate, other.server().key()).fault(HOST, now))
        .contains("tls.key is not the key of tls.crt");
    assertThat(given(other.authority(), certificate, key).fault(HOST, now))
        .hasValueSatisfying(
            fault -> assertThat(fault).startsWith("ca.crt does not verify tls.crt"));
    assertThat(given("", certificate, key).fault(HOST, now))
        .contains("it has to hold tls.crt, tls.key and ca.crt");
    assertThat(given("a", "b", "c").fault(HOST, now)).isPresent();
    assertThat(given("a", certificate, key).fault(HOST, now)).isPresent();
    assertThat(given(made.authority(), certificate, "c").fault(HOST, now))
        .hasValueSatisfying(fault -> assertThat(fault).contains("no key"));
    assertThat(given(made.authority(), certificate, key.replace("M", "?")).fault(HOST, now))
        .hasValueSatisfying(fault -> assertThat(fault).contains("no key"));
  }

  @Test
  void oneThatIsNotValidIsNotServed() {
    // Given
    var given = given(made.authority(), made.server().certificate(), made.server().key());
    var end = given.changes(now).orElseThrow();

    // When
    var before = given.fault(HOST, now.minus(1, DAYS));
    var after = given.fault(HOST, end.plusSeconds(1));

    // Then
    assertThat(end).isBetween(now.plus(364, DAYS), now.plus(366, DAYS));
    assertThat(before)
        .hasValueSatisfying(fault -> assertThat(fault).startsWith("tls.crt is not valid now"));
    assertThat(after)
        .hasValueSatisfying(fault -> assertThat(fault).startsWith("tls.crt is not valid now"));
    assertThat(given.changes(end)).isEmpty();
  }

  private static GivenCertificate given(String authority, String certificate, String key) {
    return GivenCertificate.of(
        new SecretBuilder()
            .withData(
                Map.of(
                    "ca.crt", Secrets.base64(authority),
                    "tls.crt", Secrets.base64(certificate),
                    "tls.key", Secrets.base64(key)))
            .build());
  }

  private static String pem(Object keys) throws IOException {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(keys);
    }
    return text.toString();
  }

  private static ServerCertificate anotherOne() {
    return TestServerCertificate.of(Apps.minimal(), "cluster.test");
  }
}

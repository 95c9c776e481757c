package dev.threetier.operator.blueprint;

import static java.time.temporal.ChronoUnit.DAYS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.fixture.Apps;
import dev.threetier.operator.fixture.TestConfig;
import dev.threetier.operator.fixture.TestFacts;
import io.fabric8.kubernetes.api.model.Secret;
import java.security.SecureRandom;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ServerCertificateTest {

  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final String KEY_USAGE_OF_SERVERS = "1.3.6.1.5.5.7.3.1";

  private static final ServerCertificate NONE =
      ServerCertificate.of(Optional.empty(), Optional.empty());

  private final SecureRandom random = new SecureRandom();
  private final ServerCertificate first = renewed(NONE, NOW);

  @Test
  void aServerHasTheNamesOfItsService() throws Exception {
    // When
    var certificate = first.server().x509();

    // Then
    assertThat(first.server().names())
        .containsExactly(
            "shop-db", "shop-db.team-a", "shop-db.team-a.svc", "shop-db.team-a.svc.cluster.test");
    assertThat(certificate.getExtendedKeyUsage()).containsExactly(KEY_USAGE_OF_SERVERS);
    assertThat(certificate.getBasicConstraints()).isNegative();
    assertThat(authority(first).x509().getBasicConstraints()).isZero();
  }

  @Test
  void theAuthorityVerifiesIt() throws Exception {
    verify(first.server(), authority(first), NOW);
    verify(first.server(), authority(first), NOW.plus(364, DAYS));
  }

  @Test
  void nothingChangesUntilTwoThirdsAreOver() {
    // Given
    var secrets = secrets(first);

    // When
    var read =
        ServerCertificate.of(
            Optional.ofNullable(secrets.get("shop-db-authority")),
            Optional.ofNullable(secrets.get("shop-db-certificate")));

    // Then
    assertThat(read).isEqualTo(first);
    assertThat(renewed(read, NOW.plus(243, DAYS))).isEqualTo(first);
    assertThat(renewalOf(first)).isBetween(NOW.plus(243, DAYS), NOW.plus(244, DAYS));
  }

  @Test
  void thenTheServerGetsAnotherOneOfTheSameAuthority() throws Exception {
    // When
    var later = renewed(first, renewalOf(first));

    // Then
    assertThat(authority(later)).isEqualTo(authority(first));
    assertThat(later.server().key()).isNotEqualTo(first.server().key());
    verify(later.server(), authority(first), NOW.plus(600, DAYS));
  }

  /** Those who still trust the one before are not cut off. */
  @Test
  void anAuthorityThatIsRenewedVerifiesWhatTheOneBeforeDidAndTheOtherWayRound() throws Exception {
    // Given
    var old = authority(first);
    var time = old.renewal();

    // When
    var later =
        renewed(
            new ServerCertificate(
                Optional.of(old), old.certificate(), renewed(first, time.minus(9, DAYS)).server()),
            time);
    var latest = renewed(later, renewalOf(later));

    // Then
    assertThat(authority(later)).isNotEqualTo(old);
    assertThat(authority(later).key()).isEqualTo(old.key());
    verify(later.server(), authority(later), time);
    verify(latest.server(), old, time.plus(250, DAYS));
  }

  @Test
  void whatDoesNotFitIsMadeAnew() throws Exception {
    // Given
    var other = renewed(NONE, NOW);

    // When
    var signedByAnother =
        renewed(new ServerCertificate(first.issuer(), first.authority(), other.server()), NOW);
    var keyOfAnother =
        renewed(
            new ServerCertificate(
                first.issuer(),
                first.authority(),
                new Issued(first.server().certificate(), other.server().key())),
            NOW);
    var damaged =
        renewed(
            new ServerCertificate(
                Optional.of(new Issued("x", "-----BEGIN x-----y")), "x", first.server()),
            NOW);
    var elsewhere = first.renewed(Apps.minimal(), "cluster.other", NOW, random).server().names();

    // Then
    verify(signedByAnother.server(), authority(first), NOW);
    verify(keyOfAnother.server(), authority(first), NOW);
    verify(damaged.server(), authority(damaged), NOW);
    assertThat(elsewhere).contains("shop-db.team-a.svc.cluster.other");
  }

  @Test
  void nothingIsSignedOrTrustedBeforeTheAuthorityIsKept() {
    // When
    var fresh = renewedOnce(NONE, NOW);
    var lost =
        renewedOnce(
            new ServerCertificate(Optional.empty(), first.authority(), first.server()), NOW);

    // Then
    assertThat(fresh.issuer()).isPresent();
    assertThat(fresh.isServed()).isFalse();
    assertThat(lost.issuer()).isPresent().isNotEqualTo(first.issuer());
    assertThat(lost.authority()).isEqualTo(first.authority());
    assertThat(lost.server()).isEqualTo(first.server());
  }

  /** Applications read one Secret, the server's pod another one; nobody the authority's key. */
  @Test
  void noPodSeesTheKeyOfTheAuthority() {
    // Given
    var blueprint = blueprint(first);

    // When
    var mounted =
        blueprint.deployments().stream()
            .flatMap(d -> d.getSpec().getTemplate().getSpec().getVolumes().stream())
            .filter(volume -> volume.getSecret() != null)
            .map(volume -> volume.getSecret().getSecretName());

    // Then
    assertThat(mounted).contains("shop-db-certificate").doesNotContain("shop-db-authority");
    assertThat(secrets(first).values())
        .filteredOn(
            secret ->
                secret.getData().values().stream()
                    .anyMatch(
                        value ->
                            Secrets.decoded(value).contains(authority(first).key().substring(40))))
        .extracting(secret -> secret.getMetadata().getName())
        .containsExactly("shop-db-authority");
  }

  private static Issued authority(ServerCertificate certificate) {
    return certificate.issuer().orElseThrow();
  }

  private static Instant renewalOf(ServerCertificate certificate) {
    return certificate.renewal();
  }

  /** Once a new authority is kept. */
  private ServerCertificate renewed(ServerCertificate before, Instant time) {
    return renewedOnce(renewedOnce(before, time), time);
  }

  private ServerCertificate renewedOnce(ServerCertificate before, Instant time) {
    return before.renewed(Apps.minimal(), "cluster.test", time, random);
  }

  private static Blueprint blueprint(ServerCertificate certificate) {
    return new Blueprint(
        Apps.withSpec("database: {tls: {}}"),
        new TestConfig(),
        new TestFacts().withServerCertificate(certificate).build());
  }

  private static Map<String, Secret> secrets(ServerCertificate certificate) {
    return blueprint(certificate).secrets().stream()
        .collect(Collectors.toMap(s -> s.getMetadata().getName(), Function.identity()));
  }

  /** As a client does, but for the name. */
  private static void verify(Issued server, Issued authority, Instant time) throws Exception {
    var trusted = new PKIXParameters(Set.of(new TrustAnchor(authority.x509(), null)));
    trusted.setRevocationEnabled(false);
    trusted.setDate(Date.from(time));
    var path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(server.x509()));
    assertThat(CertPathValidator.getInstance("PKIX").validate(path, trusted)).isNotNull();
    assertThat(server.isPair()).isTrue();
  }
}

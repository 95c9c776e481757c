package dev.threetier.operator.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.temporal.ChronoUnit.DAYS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.blueprint.Issued;
import dev.threetier.operator.blueprint.ServerCertificate;
import dev.threetier.operator.fixture.TestCertificate;
import dev.threetier.operator.fixture.TestServerCertificate;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** TLS between application and database, from the first connection to a renewal. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DatabaseTlsIT extends OperatorTest {

  private static final String GIVEN = "tls: {required: true, secretName: given}, ";
  private static final String AUTHORITY = "/tmp/ca.crt";

  @BeforeAll
  void createApplication() throws Exception {
    apply(shop("tls: {required: true}, "));
    awaitReady("shop");
    run(database(), "echo '%s' > %s".formatted(text("shop-db", "ca.crt"), AUTHORITY));
  }

  @Test
  @Order(1)
  void theApplicationIsConnectedByWhatItIsGiven() throws Exception {
    assertThat(pods("shop", "app").getFirst().getSpec().getContainers().getFirst().getEnv())
        .filteredOn(variable -> variable.getName().equals("JDBC_DATABASE_URL"))
        .singleElement()
        .satisfies(variable -> assertThat(variable.getValue()).contains("sslmode=verify-full"));
    awaitEncrypted();
  }

  /** The sample keeps a connection, and so do backups. */
  private void awaitEncrypted() {
    await()
        .atMost(READY_IN)
        .untilAsserted(
            () ->
                assertThat(
                        sql(
                            "shop",
                            "app",
                            "SELECT DISTINCT application_name, ssl FROM pg_stat_ssl"
                                + " JOIN pg_stat_activity USING (pid) WHERE application_name"
                                + " IN ('guestbook', 'pg_receivewal') ORDER BY 1"))
                    .isEqualTo("guestbook|t\npg_receivewal|t"));
  }

  @Test
  @Order(2)
  void aClientThatVerifiesIsLetInAndNoOther() throws Exception {
    assertThat(connect("host=shop-db sslmode=verify-full")).isEqualTo("1");
    assertThat(connect("host=shop-db.%s.svc sslmode=verify-full".formatted(namespace)))
        .isEqualTo("1");
    assertThat(connect("host=shop-web sslmode=verify-full"))
        .contains("does not match host name \"shop-web\"");
    assertThat(connect("host=shop-db sslmode=disable"))
        .contains("no pg_hba.conf entry")
        .contains("no encryption");
  }

  /** Two thirds of the old one's time seem to be over. */
  @Test
  @Order(3)
  void aRenewalFailsNoConnectionAndReplacesNoPod() throws Exception {
    var before = served();
    var pods = uids(Stream.of("db", "app").flatMap(tier -> pods("shop", tier).stream()).toList());
    run(
        database(),
        "(until [ -e /tmp/enough ]; do %s >> /tmp/answers 2>> /tmp/refusals; sleep 0.1; done) > /dev/null 2>&1 &"
            .formatted(psql("host=shop-db sslmode=verify-full")));
    var old =
        ServerCertificate.of(Optional.of(get(Secret.class, "shop-db-authority")), Optional.empty())
            .renewed(
                get(ThreeTierApp.class, "shop"),
                "cluster.local",
                Instant.now().minus(250, DAYS),
                new SecureRandom())
            .server();

    edit(
        Secret.class,
        "shop-db-certificate",
        secret ->
            secret.edit().addToData("server.pem", base64(old.certificate() + old.key())).build());

    await()
        .atMost(READY_IN)
        .pollInterval(Duration.ofSeconds(1))
        // A forwarded port may stay silent.
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(
            () -> {
              haveKubeletLook();
              assertThat(served()).isNotIn(before, old.certificate());
              assertThat(text("shop-db-certificate", "server.pem")).startsWith(served());
            });
    run(database(), "touch /tmp/enough; sleep 1");
    assertThat(run(database(), "cat /tmp/refusals")).isEmpty();
    assertThat(run(database(), "sort /tmp/answers | uniq -c").strip()).matches("\\d{2,} 1");
    assertThat(uids(Stream.of("db", "app").flatMap(t -> pods("shop", t).stream()).toList()))
        .isEqualTo(pods);
    awaitQuiet();
  }

  @Test
  @Order(4)
  void anotherAuthorityTakesThePlaceOfOneThatIsDeleted() {
    var before = text("shop-db", "ca.crt");

    resource(Secret.class, "shop-db-authority").delete();

    await()
        .atMost(READY_IN)
        .ignoreExceptionsInstanceOf(IOException.class)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              haveKubeletLook();
              assertThat(text("shop-db", "ca.crt"))
                  .isNotEqualTo(before)
                  .isEqualTo(text("shop-db-authority", "tls.crt"))
                  .isEqualTo(text("shop-db-certificate", "ca.crt"));
              assertThat(text("shop-db-certificate", "server.pem")).startsWith(served());
            });
    awaitReady("shop");
    awaitQuiet();
  }

  @Test
  @Order(5)
  void aCertificateOfTheUsersTakesItsPlaceAsSoonAsItFits() throws Exception {
    var own = served();
    var database = uids(pods("shop", "db"));
    var one = another();

    apply(shop(GIVEN));
    awaitReason("shop", "DatabaseReady", "ReferenceMissing");
    assertThat(served()).isEqualTo(own);

    write(another().authority(), one.server());
    assertThat(message(awaitReason("shop", "DatabaseReady", "ReferenceInvalid"), "DatabaseReady"))
        .startsWith("Secret given: ca.crt does not verify tls.crt");

    write(one.authority(), one.server());
    awaitReady("shop");
    await()
        .atMost(READY_IN)
        .ignoreExceptionsInstanceOf(IOException.class)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              haveKubeletLook();
              assertThat(text("shop-db", "ca.crt")).isEqualTo(one.authority());
              assertThat(served()).isEqualTo(one.server().certificate());
            });
    awaitEncrypted();
    assertThat(uids(pods("shop", "db"))).isEqualTo(database);
    awaitQuiet();
  }

  @Test
  @Order(6)
  void withoutTheSecretNothingOfANewApplicationStarts() {
    apply(minimal("early").replace("database: {", "database: {" + GIVEN.replace("given", "none")));

    var app = awaitReason("early", "DatabaseReady", "ReferenceMissing");

    assertThat(message(app, "DatabaseReady")).startsWith("Secret none does not exist");
    assertThat(resource(Deployment.class, "early-db").get()).isNull();
    assertThat(resource(Deployment.class, "early-app").get()).isNull();
    app("early").delete();
  }

  /** The Secrets stay: an application that has TLS again has the same authority. */
  @Test
  @Order(7)
  void plainConnectionsAreServedAgainWhenItIsNoLongerWanted() throws Exception {
    var authority = text("shop-db-authority", "tls.crt");

    apply(shop(""));

    awaitReady("shop");
    assertThat(connect("host=shop-db sslmode=disable")).isEqualTo("1");
    assertThat(sql("shop", "app", "SHOW ssl")).isEqualTo("off");
    assertThat(text("shop-db-authority", "tls.crt")).isEqualTo(authority);
    awaitQuiet();
  }

  /** What another authority would make for the same application. */
  private ServerCertificate another() {
    return TestServerCertificate.of(get(ThreeTierApp.class, "shop"), "cluster.local");
  }

  private void write(String authority, Issued server) {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("given")
                .withNamespace(namespace)
                .endMetadata()
                .withType("kubernetes.io/tls")
                .addToData("ca.crt", base64(authority))
                .addToData("tls.crt", base64(server.certificate()))
                .addToData("tls.key", base64(server.key()))
                .build())
        .forceConflicts()
        .serverSideApply();
  }

  private static String shop(String tls) {
    return minimal("shop")
        .replace("database: {", "database: {backup: {storage: {size: 1Gi}}, " + tls);
  }

  private Pod database() {
    return pods("shop", "db").getFirst();
  }

  private String connect(String how) throws Exception {
    return run(database(), psql(how) + " 2>&1 || :").strip();
  }

  /** By the network, though within the pod. */
  private String psql(String how) {
    return "PGPASSWORD=%s psql -X -q -At '%s hostaddr=127.0.0.1 user=app dbname=app sslrootcert=%s' -c 'SELECT 1'"
        .formatted(text("shop-db", "password"), how, AUTHORITY);
  }

  private void haveKubeletLook() {
    edit(
        Pod.class,
        database().getMetadata().getName(),
        pod -> {
          pod.getMetadata().getAnnotations().put("example.com/look", Instant.now().toString());
          return pod;
        });
  }

  /** The certificate that the server serves with, in PEM; the JDK verifies it. */
  private String served() throws Exception {
    var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry(
        "authority",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(text("shop-db", "ca.crt").getBytes(UTF_8))));
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    var tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    try (var forward = client.pods().resource(database()).portForward(5432);
        var plain = new Socket(InetAddress.getLoopbackAddress(), forward.getLocalPort())) {
      plain.setSoTimeout(5000);
      // PostgreSQL's SSLRequest: its length, and a number in the place of a version.
      plain.getOutputStream().write(new byte[] {0, 0, 0, 8, 4, (byte) 210, 22, 47});
      assertThat(plain.getInputStream().read()).isEqualTo('S');
      try (var socket =
          (SSLSocket) tls.getSocketFactory().createSocket(plain, "shop-db", 5432, true)) {
        socket.startHandshake();
        return TestCertificate.pem(socket.getSession().getPeerCertificates()[0]);
      }
    }
  }

  private String text(String secret, String key) {
    return new String(
        Base64.getDecoder().decode(get(Secret.class, secret).getData().get(key)), UTF_8);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}

package dev.threetier.operator.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.threetier.operator.fixture.TestCertificate;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What becomes of the certificates in an application's life, one after the other. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HttpsIT extends TrafficTest {

  private static final String HOST = "shop.example.com";
  private static final int HTTPS_PORT = 8443;
  private static final int ANSWERED_IN_MILLIS = 5000;

  @BeforeAll
  void createApplication() {
    apply(shop().replace("loadBalancer: {", "loadBalancer: {tls: {secretNames: [shop-tls]}, "));
  }

  @Test
  @Order(1)
  void aMissingSecretIsTold() {
    var app = awaitReason("shop", "LoadBalancerReady", "ReferenceMissing");

    assertThat(message(app, "LoadBalancerReady")).contains("Secret shop-tls does not exist");
  }

  @Test
  @Order(2)
  void itsCertificateIsServedAsSoonAsItIsThere() throws Exception {
    var certificate = TestCertificate.of(HOST);

    write(certificate.certificate(), certificate.key());

    var app = awaitReady("shop");
    assertThat(app.getStatus().url()).startsWith("https://shop-lb.");
    assertThat(served()).containsOnly(certificate.certificate());
    try (var plain = new Http(client, namespace, "shop")) {
      assertThat(plain.get("/").statusCode()).isEqualTo(308);
    }
  }

  @Test
  @Order(3)
  void renewalLosesNoRequest() throws Exception {
    awaitTwoOfEach();
    var balancers = uids(pods("shop", "lb"));
    traffic.startOverHttps();

    for (int i = 0; i < 3; i++) {
      var renewed = TestCertificate.of(HOST);
      write(renewed.certificate(), renewed.key());
      var wanted = renewed.certificate();
      await()
          .atMost(TOLD_IN)
          // A forwarded port may stay silent; whether clients lose anything, the traffic tells.
          .ignoreExceptionsInstanceOf(IOException.class)
          .untilAsserted(() -> assertThat(served()).containsOnly(wanted));
    }

    assertNothingFailed(traffic.stop());
    assertThat(uids(pods("shop", "lb"))).isEqualTo(balancers);
  }

  /** The tester sees losses by HTTPS too. */
  @Test
  @Order(4)
  void aRestartInItsPlaceLosesSome() throws Exception {
    traffic.startOverHttps();

    disruptions.signal(pods("shop", "lb"), "KILL");

    TimeUnit.SECONDS.sleep(3);
    assertThat(traffic.stop().failed()).isNotEmpty();
    awaitReady("shop");
  }

  @Test
  @Order(5)
  void aBrokenOneReplacesNone() throws Exception {
    var before = served();

    write(TestCertificate.of(HOST).certificate(), TestCertificate.of(HOST).key());

    var app = awaitReason("shop", "LoadBalancerReady", "ConfigurationRefused");
    assertThat(message(app, "LoadBalancerReady")).contains("shop-tls");
    assertThat(served()).isEqualTo(before);
    disruptions.delete("lb");
    assertThat(served()).isEqualTo(before);
  }

  @Test
  @Order(6)
  void plainHttpIsServedAgainWhenItIsNoLongerWanted() throws Exception {
    apply(shop());

    awaitReady("shop");
    try (var plain = new Http(client, namespace, "shop")) {
      assertThat(plain.get("/").statusCode()).isEqualTo(200);
    }
    await()
        .atMost(TOLD_IN)
        .untilAsserted(
            () -> assertThat(get(Secret.class, "shop-lb-certificates").getData()).isNullOrEmpty());
    awaitQuiet();
  }

  /** The certificate that each HAProxy pod serves. */
  private Set<String> served() throws Exception {
    var certificates = new HashSet<String>();
    for (Pod pod : pods("shop", "lb")) {
      certificates.add(served(pod));
    }
    return certificates;
  }

  private String served(Pod pod) throws Exception {
    var trusting = SSLContext.getInstance("TLS");
    trusting.init(null, new TrustManager[] {new TrustAll()}, null);
    try (var forward = client.pods().resource(pod).portForward(HTTPS_PORT);
        var socket =
            (SSLSocket)
                trusting.getSocketFactory().createSocket("127.0.0.1", forward.getLocalPort())) {
      socket.setSoTimeout(ANSWERED_IN_MILLIS);
      socket.startHandshake();
      return TestCertificate.pem(socket.getSession().getPeerCertificates()[0]);
    }
  }

  /** Whose certificate it is, is compared. */
  private static final class TrustAll extends X509ExtendedTrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private void write(String certificate, String key) {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("shop-tls")
                .withNamespace(namespace)
                .endMetadata()
                .withType("kubernetes.io/tls")
                .withData(Map.of("tls.crt", base64(certificate), "tls.key", base64(key)))
                .build())
        .forceConflicts()
        .serverSideApply();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}

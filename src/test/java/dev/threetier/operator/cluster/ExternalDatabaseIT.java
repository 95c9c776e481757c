package dev.threetier.operator.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The database of one application serves another one. */
class ExternalDatabaseIT extends OperatorTest {

  @BeforeAll
  void createBoth() {
    apply(minimal("other").replace("{storage:", "{tls: {required: true}, storage:"));
    letIn();
    apply(
        minimal("shop")
            .replace("spec:", "spec:\n  networkPolicy: Strict")
            .replace("{storage: {size: 1Gi}}", "{external: {secretName: orders}}"));
  }

  @Test
  void itsAnswersAreToldAndAChangedSecretIsTakenUp() throws Exception {
    assertThat(message(awaitReason("shop", "DatabaseReady", "ReferenceMissing"), "DatabaseReady"))
        .isEqualTo("Secret orders does not exist in namespace %s: create it".formatted(namespace));
    awaitCondition("other", "DatabaseReady", READY_IN, c -> c.getStatus().equals("True"));
    var password = text(get(Secret.class, "other-db"), "password");

    createSecret(text(get(Secret.class, "other-db"), "ca.crt"));
    assertTold("ReferenceInvalid", "Secret orders: it has no key password");
    write("password", "guessed");
    assertTold("LoginRefused", "password authentication failed for user \"app\"");
    write("host", "nowhere");
    assertTold("DatabaseUnreachable", "could not translate host name \"nowhere\"");
    write(Map.of("host", "other-db", "password", password));
    var ready = awaitReady("shop");

    assertThat(message(ready, "DatabaseReady"))
        .startsWith("other-db:5432 answers with PostgreSQL 17.");
    assertThat(ready.getStatus().database().endpoint()).isEqualTo("other-db:5432");
    assertThat(resource(PersistentVolumeClaim.class, "shop-db").get()).isNull();
    assertThat(resource(Service.class, "shop-db").get()).isNull();
    assertThat(resource(Secret.class, "shop-db-superuser").get()).isNull();
    try (var http = new Http(client, namespace, "shop")) {
      var entry = "{\"author\": \"x\", \"message\": \"kept-elsewhere\"}";
      // HAProxy finds a pod that is the first to be ready within a second or two.
      await().atMost(TOLD_IN).until(() -> http.post("/api/entries", entry).statusCode() == 201);
      assertThat(http.get("/api/entries").body()).contains("kept-elsewhere");

      assertOutageIsTold();
      assertChangeRollsTheApplication(password);
      assertNothingIsHarmedByALostSecret(http);
    }
  }

  private void assertOutageIsTold() throws Exception {
    var before = uids(pods("shop", "db"));
    resource(NetworkPolicy.class, "shop-to-other").delete();
    assertTold("DatabaseUnreachable", "port 5432 failed: ");
    letIn();
    awaitReady("shop");
    assertThat(uids(pods("shop", "db"))).isEqualTo(before);
  }

  private void assertChangeRollsTheApplication(String password) {
    var application = uids(pods("shop", "app"));
    var others = uids(pods("shop", "web"));
    write("uri", "postgresql://app:%s@other-db/app?application_name=shop".formatted(password));
    awaitCondition("shop", "ApplicationReady", TOLD_IN, c -> c.getStatus().equals("False"));
    awaitReady("shop");
    assertThat(uids(pods("shop", "app"))).doesNotContainAnyElementsOf(application);
    assertThat(uids(pods("shop", "web"))).isEqualTo(others);
    assertThat(text(get(Secret.class, "shop-db"), "uri")).endsWith("?application_name=shop");
  }

  private void assertNothingIsHarmedByALostSecret(Http http) throws Exception {
    var application = uids(pods("shop", "app"));
    resource(Secret.class, "orders").delete();
    awaitReason("shop", "DatabaseReady", "ReferenceMissing");
    awaitQuiet();
    assertThat(uids(pods("shop", "app"))).isEqualTo(application);
    assertThat(http.get("/api/entries").body()).contains("kept-elsewhere");
  }

  private void assertTold(String reason, String words) {
    awaitCondition(
        "shop",
        "DatabaseReady",
        TOLD_IN,
        c ->
            c.getStatus().equals("False")
                && c.getReason().equals(reason)
                && c.getMessage().contains(words));
  }

  /** The other application's policy lets in its own pods alone. */
  private void letIn() {
    client
        .resource(
            new NetworkPolicyBuilder()
                .withNewMetadata()
                .withName("shop-to-other")
                .withNamespace(namespace)
                .endMetadata()
                .withNewSpec()
                .withNewPodSelector()
                .addToMatchLabels(labels("other", "db"))
                .endPodSelector()
                .addNewIngress()
                .addNewFrom()
                .withNewPodSelector()
                .addToMatchLabels("app.kubernetes.io/instance", "shop")
                .endPodSelector()
                .endFrom()
                .addNewPort()
                .withPort(new IntOrString(5432))
                .endPort()
                .endIngress()
                .endSpec()
                .build())
        .create();
  }

  private static Map<String, String> labels(String app, String component) {
    return Map.of("app.kubernetes.io/instance", app, "app.kubernetes.io/component", component);
  }

  private void createSecret(String authority) {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("orders")
                .withNamespace(namespace)
                .endMetadata()
                .addToStringData(
                    Map.of(
                        "host",
                        "other-db",
                        "database",
                        "app",
                        "username",
                        "app",
                        "ca.crt",
                        authority))
                .build())
        .create();
  }

  private void write(String key, String value) {
    write(Map.of(key, value));
  }

  private void write(Map<String, String> texts) {
    edit(
        Secret.class,
        "orders",
        secret -> {
          texts.forEach(
              (key, text) ->
                  secret
                      .getData()
                      .put(key, Base64.getEncoder().encodeToString(text.getBytes(UTF_8))));
          return secret;
        });
  }

  private static String text(Secret secret, String key) {
    return new String(Base64.getDecoder().decode(secret.getData().get(key)), UTF_8);
  }
}

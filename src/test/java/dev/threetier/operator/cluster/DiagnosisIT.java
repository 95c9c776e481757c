package dev.threetier.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is wrong is told in the tier's condition, and forgotten when it is mended. */
class DiagnosisIT extends OperatorTest {

  private static final String NO_SUCH_IMAGE = "threetier.invalid/none:1";

  @BeforeAll
  void createApplication() {
    apply(minimal("shop"));
    awaitReady("shop");
  }

  @Test
  void anImageThatCannotBePulled() {
    var serving = uids(pods("shop", "app"));

    apply(minimal("shop").replace(Images.sample(), NO_SUCH_IMAGE));

    var app = awaitReason("shop", "ApplicationReady", "ImagePullFailed");
    assertThat(message(app, "ApplicationReady"))
        .contains("pod shop-app-", "image " + NO_SUCH_IMAGE + " cannot be pulled");
    assertThat(status(app, "Ready")).isEqualTo("False");
    assertThat(status(app, "Stalled")).isEqualTo("True");
    assertThat(status(app, "WebReady")).isEqualTo("True");
    assertThat(uids(pods("shop", "app"))).containsAll(serving);
    mended();
    await()
        .atMost(TOLD_IN)
        .untilAsserted(
            () ->
                assertThat(client.resources(Event.class).inNamespace(namespace).list().getItems())
                    .filteredOn(e -> e.getInvolvedObject().getKind().equals("ThreeTierApp"))
                    .extracting(Event::getReason)
                    .contains("ImagePullFailed", "Available"));
  }

  @Test
  void aReadinessProbeThatFails() {
    apply(
        minimal("shop")
            .replace(
                "web: {replicas: 1}",
                "web: {replicas: 1, probes: {readiness: {httpGet: {path: /none, port: http}}}}"));

    var app = awaitReason("shop", "WebReady", "ProbeFailing");

    assertThat(message(app, "WebReady")).contains("pod shop-web-", "readiness probe");
    mended();
  }

  @Test
  void aPodThatNoNodeTakes() {
    apply(
        minimal("shop")
            .replace(
                "web: {replicas: 1}",
                "web: {replicas: 1, placement: {nodeSelector: {example.com/none: here}}}"));

    var app = awaitReason("shop", "WebReady", "Unschedulable");

    assertThat(message(app, "WebReady")).contains("pod shop-web-", "nodes are available");
    mended();
  }

  @Test
  void aServersResourcesThatDoNotSuffice() {
    apply(
        minimal("shop")
            .replace(
                "web: {replicas: 1}",
                "web: {replicas: 1, resources: {requests: {memory: 900Gi}}}"));

    var app = awaitReason("shop", "WebReady", "Unschedulable");

    assertThat(message(app, "WebReady")).contains("Insufficient memory");
    mended();
  }

  @Test
  void aMissingConfigMap() {
    apply(
        minimal("shop")
            .replace("web: {replicas: 1}", "web: {replicas: 1, content: {configMapName: later}}"));
    var app = awaitReason("shop", "WebReady", "ReferenceMissing");
    assertThat(message(app, "WebReady")).contains("ConfigMap later does not exist");

    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("later")
                .withNamespace(namespace)
                .endMetadata()
                .withData(Map.of("index.html", "here"))
                .build())
        .create();

    awaitReady("shop");
    mended();
  }

  @Test
  void aMissingSecret() {
    apply(
        minimal("shop")
            .replace(
                "replicas: 1}\n  database",
                "replicas: 1, envFrom: [{secretRef: {name: absent}}]}\n  database"));

    var app = awaitReason("shop", "ApplicationReady", "ReferenceMissing");

    assertThat(message(app, "ApplicationReady")).contains("Secret absent does not exist");
    mended();
  }

  @Test
  void anApplicationThatCrashes() {
    apply(
        minimal("shop")
            .replace(
                "replicas: 1}\n  database",
                "replicas: 1, command: [sh, -c, 'echo no licence; exit 7']}\n  database"));

    var app = awaitReason("shop", "ApplicationReady", "CrashLooping");

    assertThat(message(app, "ApplicationReady")).contains("exit code 7", "no licence");
    mended();
  }

  @Test
  void aQuotaThatIsUsedUp() {
    var quota =
        new ResourceQuotaBuilder()
            .withNewMetadata()
            .withName("few-pods")
            .withNamespace(namespace)
            .endMetadata()
            .withNewSpec()
            .withHard(Map.of("pods", new Quantity("4")))
            .endSpec()
            .build();
    client.resource(quota).create();

    apply(minimal("shop").replace("web: {replicas: 1}", "web: {replicas: 3}"));

    var app = awaitReason("shop", "WebReady", "QuotaExceeded");
    assertThat(message(app, "WebReady")).contains("exceeded quota: few-pods");
    client.resource(quota).delete();
    mended();
  }

  @Test
  void anObjectThatTheApiServerRefuses() {
    apply(
        minimal("shop")
            .replace(
                "web: {replicas: 1}",
                "web: {replicas: 1, resources: {requests: {example.com/gpu: 1}}}"));

    var app = awaitReason("shop", "WebReady", "Refused");

    assertThat(message(app, "WebReady")).contains("Deployment shop-web");
    assertThat(pods("shop", "web")).hasSize(1);
    mended();
  }

  private void mended() {
    apply(minimal("shop"));
    awaitReady("shop");
  }

  private static String status(ThreeTierApp app, String type) {
    return condition(app, type).orElseThrow().getStatus();
  }
}

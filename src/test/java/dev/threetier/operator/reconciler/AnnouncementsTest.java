package dev.threetier.operator.reconciler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.fixture.Apps;
import dev.threetier.operator.fixture.TestClock;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events, as a small HTTP server in the API server's place receives them. */
class AnnouncementsTest {

  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final TestClock clock = new TestClock();
  private final ThreeTierApp app = Apps.minimal();

  private int answer = 201;
  private HttpServer server;
  private KubernetesClient client;
  private Announcements announcements;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/v1/namespaces/team-a/events", this::receive);
    server.start();
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(Config.empty())
                    .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
    announcements = new Announcements(client, clock);
  }

  @AfterEach
  void stopServer() {
    client.close();
    server.stop(0);
  }

  private void receive(HttpExchange exchange) throws IOException {
    var body = exchange.getRequestBody().readAllBytes();
    events.add(
        new KubernetesSerialization()
            .unmarshal(new String(body, StandardCharsets.UTF_8), Event.class));
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(answer, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Test
  void troubleIsAWarning() {
    // Given
    app.setStatus(TestStatus.ready());

    // When
    announcements.transition(
        app, TestStatus.stalled("CrashLooping", "Web: pod shop-web-1: exit 1"));

    // Then
    assertThat(events).hasSize(1);
    var event = events.getFirst();
    assertThat(event.getType()).isEqualTo("Warning");
    assertThat(event.getReason()).isEqualTo("CrashLooping");
    assertThat(event.getMessage()).isEqualTo("Web: pod shop-web-1: exit 1");
    assertThat(event.getInvolvedObject().getKind()).isEqualTo("ThreeTierApp");
    assertThat(event.getInvolvedObject().getName()).isEqualTo("shop");
    assertThat(event.getInvolvedObject().getUid()).isEqualTo(app.getMetadata().getUid());
    assertThat(event.getMetadata().getNamespace()).isEqualTo("team-a");
    assertThat(event.getLastTimestamp()).isEqualTo("2026-01-01T12:00:00Z");
    assertThat(event.getSource().getComponent()).isEqualTo("threetier-operator");
  }

  @Test
  void theEndOfTroubleIsNormal() {
    // Given
    app.setStatus(TestStatus.stalled("CrashLooping", "exit 1"));

    // When
    announcements.transition(app, TestStatus.ready());

    // Then
    assertThat(told()).containsExactly("Normal Available: all tiers are available");
  }

  @Test
  void troubleOfAnotherKindIsAnotherWarning() {
    // Given
    app.setStatus(TestStatus.stalled("ImagePullFailed", "no image"));

    // When
    announcements.transition(app, TestStatus.stalled("CrashLooping", "exit 1"));

    // Then
    assertThat(events).extracting(Event::getReason).containsExactly("CrashLooping");
  }

  @Test
  void theSameTroubleInOtherWordsIsNotAnnouncedAgain() {
    // Given
    app.setStatus(TestStatus.stalled("CrashLooping", "exit 1"));

    // When
    announcements.transition(app, TestStatus.stalled("CrashLooping", "exit 2"));

    // Then
    assertThat(events).isEmpty();
  }

  @Test
  void whatWasReadyAndNeedsTimeIsNormal() {
    // Given
    app.setStatus(TestStatus.ready());

    // When
    announcements.transition(app, TestStatus.rollingOut("Web: 1 of 2"));

    // Then
    assertThat(told()).containsExactly("Normal RollingOut: Web: 1 of 2");
  }

  @Test
  void whatIsReadyAgainIsNormal() {
    // Given
    app.setStatus(TestStatus.rollingOut("1 of 2"));

    // When
    announcements.transition(app, TestStatus.ready());

    // Then
    assertThat(told()).containsExactly("Normal Available: all tiers are available");
  }

  @Test
  void progressIsNotAnnounced() {
    // Given
    app.setStatus(TestStatus.rollingOut("1 of 2"));

    // When
    announcements.transition(app, TestStatus.rollingOut("2 of 2"));

    // Then
    assertThat(events).isEmpty();
  }

  @Test
  void troubleThatOnlyNeedsTimeAnyMoreIsToldWhenAllIsReady() {
    // Given
    app.setStatus(TestStatus.stalled("CrashLooping", "exit 1"));

    // When
    announcements.transition(app, TestStatus.rollingOut("1 of 2"));

    // Then
    assertThat(events).isEmpty();
  }

  @Test
  void aPauseIsNormal() {
    // Given
    app.setStatus(TestStatus.ready());

    // When
    announcements.transition(app, TestStatus.paused());

    // Then
    assertThat(told()).containsExactly("Normal Paused: spec.paused is true");
  }

  @Test
  void troubleOfACreationIsAWarning() {
    // Given
    app.setStatus(TestStatus.waiting("0 of 2"));

    // When
    announcements.transition(app, TestStatus.stalled("ImagePullFailed", "no image"));

    // Then
    assertThat(told()).containsExactly("Warning ImagePullFailed: no image");
  }

  @Test
  void theBeginningIsNotAnnounced() {
    // When
    announcements.transition(app, TestStatus.waiting("0 of 2"));

    // Then
    assertThat(events).isEmpty();
  }

  @Test
  void aCreationThatGoesAsItShouldIsNotAnnounced() {
    // Given
    app.setStatus(TestStatus.waiting("0 of 2"));

    // When
    announcements.transition(app, TestStatus.ready());

    // Then
    assertThat(events).isEmpty();
  }

  @Test
  void aVolumeThatFillsIsAWarningThoughTheApplicationIsReady() {
    // Given
    app.setStatus(TestStatus.withVolume(TestStatus.ready(), "True", "Available"));

    // When
    var filling = TestStatus.withVolume(TestStatus.ready(), "False", "VolumeNearlyFull");
    announcements.transition(app, filling);
    app.setStatus(filling);
    announcements.transition(app, filling);
    announcements.transition(app, TestStatus.withVolume(TestStatus.ready(), "True", "Available"));

    // Then
    assertThat(told())
        .containsExactly(
            "Warning VolumeNearlyFull: of the volume", "Normal Available: of the volume");
  }

  @Test
  void aVolumeThatStopsTheApplicationIsAnnouncedOnce() {
    // Given
    app.setStatus(TestStatus.withVolume(TestStatus.ready(), "True", "Available"));

    // When
    announcements.transition(
        app,
        TestStatus.withVolume(
            TestStatus.stalled("VolumeFull", "Database: no room"), "False", "VolumeFull"));

    // Then
    assertThat(told()).containsExactly("Warning VolumeFull: Database: no room");
  }

  @Test
  void whatIsNotKnownYetIsNoNews() {
    // Given
    app.setStatus(TestStatus.ready());

    // When
    announcements.transition(app, TestStatus.withVolume(TestStatus.ready(), "Unknown", "Waiting"));

    // Then
    assertThat(events).isEmpty();
  }

  @Test
  void theFirstWordOfAVolumeIsNoNews() {
    // Given
    app.setStatus(TestStatus.waiting("pods are starting"));

    // When
    announcements.transition(app, TestStatus.withVolume(TestStatus.ready(), "True", "Available"));

    // Then
    assertThat(events).isEmpty();
  }

  @Test
  void eventsOfOneApplicationHaveDifferentNames() {
    // Given
    announcements.transition(app, TestStatus.stalled("CrashLooping", "exit 1"));
    app.setStatus(TestStatus.stalled("CrashLooping", "exit 1"));
    clock.move(Duration.ofNanos(1000));

    // When
    announcements.transition(app, TestStatus.ready());

    // Then
    assertThat(events)
        .extracting(event -> event.getMetadata().getName())
        .hasSize(2)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("shop\\.[0-9a-f]+"));
  }

  @Test
  void anEventThatIsRefusedDoesNotFailTheReconciliation() {
    // Given
    answer = 403;

    // When / Then
    assertThatCode(
            () -> announcements.transition(app, TestStatus.stalled("CrashLooping", "exit 1")))
        .doesNotThrowAnyException();
  }

  private List<String> told() {
    return events.stream()
        .map(event -> event.getType() + " " + event.getReason() + ": " + event.getMessage())
        .toList();
  }
}

package dev.threetier.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.api.v1alpha1.BindingStatus;
import dev.threetier.operator.api.v1alpha1.DatabaseStatus;
import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.api.v1alpha1.TierStatus;
import dev.threetier.operator.blueprint.Tier;
import dev.threetier.operator.fixture.Apps;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatusesTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final ThreeTierApp app = Apps.minimal();

  @Test
  void tiersAreToldInTheOrderInWhichARequestPassesThem() {
    // Given
    var observed =
        available()
            .with(Tier.WEB, podOn("node-b"))
            .with(Tier.WEB, podOn("node-a"))
            .with(Tier.WEB, podOn("node-b"))
            .with(Tier.WEB, podOn(null));
    observed.deployment(Tier.WEB).getStatus().setReadyReplicas(1);
    observed.deployment(Tier.WEB).getStatus().setUpdatedReplicas(0);

    // When
    var status = Statuses.of(app, observed.without(Tier.DATABASE).build(), NOON);

    // Then
    assertThat(status.tiers())
        .containsExactly(
            new TierStatus("LoadBalancer", "haproxy:3.0", 2, 2, 2, "2/2", List.of()),
            new TierStatus("Web", "nginx:1.28", 2, 1, 0, "1/2", List.of("node-a", "node-b")),
            new TierStatus("Application", "shop-api:1.4", 2, 2, 2, "2/2", List.of()),
            new TierStatus("Database", null, 0, 0, 0, "0/0", List.of()));
  }

  @Test
  void theScaleOfTheApplicationIsTold() {
    // Given
    var observed = available();
    observed.deployment(Tier.APPLICATION).getStatus().setReplicas(3);

    // When
    var status = Statuses.of(app, observed.build(), NOON);

    // Then
    assertThat(status.replicas()).isEqualTo(3);
    assertThat(status.selector())
        .isEqualTo(
            "app.kubernetes.io/name=threetierapp,app.kubernetes.io/instance=shop,"
                + "app.kubernetes.io/component=app");
  }

  @Test
  void theDatabaseIsToldBeforeItIsThere() {
    // Given
    var observed = available().without(Tier.DATABASE).without(Tier.APPLICATION);

    // When
    var status = Statuses.of(app, observed.build(), NOON);

    // Then
    assertThat(status.database())
        .isEqualTo(
            new DatabaseStatus("shop-db", "shop-db:5432", null, null, null, null, null, null));
    assertThat(status.binding()).isEqualTo(new BindingStatus("shop-db"));
    assertThat(status.replicas()).isZero();
    assertThat(status.url()).isNull();
  }

  @Test
  void theCapacityOfTheVolumeIsTold() {
    // Given
    var claim =
        new PersistentVolumeClaimBuilder()
            .withNewMetadata()
            .endMetadata()
            .withNewStatus()
            .addToCapacity("storage", new Quantity("2Gi"))
            .endStatus()
            .build();

    // When
    var status = Statuses.of(app, available().with(claim).build(), NOON);

    // Then
    assertThat(status.database()).extracting(DatabaseStatus::capacity).isEqualTo("2Gi");
  }

  @Test
  void aNewGenerationThatIsNotCarriedOutIsNotReady() {
    // Given
    app.setStatus(Statuses.of(app, available().build(), NOON));
    var before = app.getStatus();
    app.getMetadata().setGeneration(2L);

    // When
    var status =
        Statuses.failed(
            app, available().build(), Reason.RECONCILE_ERROR, "no\n answer", NOON.plusSeconds(60));

    // Then
    assertThat(status.observedGeneration()).isEqualTo(2);
    assertThat(status.conditions()).hasSize(7);
    assertThat(status.conditions().subList(0, 3))
        .extracting(condition -> condition.getType() + "=" + condition.getStatus())
        .containsExactly("Ready=False", "Reconciling=True", "Stalled=False");
    assertThat(status.conditions().subList(0, 3))
        .allMatch(condition -> condition.getReason().equals("ReconcileError"))
        .allMatch(condition -> condition.getMessage().equals("no answer"));
    assertThat(status.conditions().subList(3, 7)).isEqualTo(before.conditions().subList(3, 7));
    assertThat(status.tiers()).isEqualTo(before.tiers());
    assertThat(status.database()).isEqualTo(before.database());
    assertThat(status.selector()).isEqualTo(before.selector());
  }

  /** The pods go on running while the API server does not answer. */
  @Test
  void anErrorDoesNotTakeBackWhatWasToldOfTheSameGeneration() {
    // Given
    app.setStatus(Statuses.of(app, available().build(), NOON));
    var before = app.getStatus();

    // When
    var status =
        Statuses.failed(
            app, available().build(), Reason.RECONCILE_ERROR, "no answer", NOON.plusSeconds(60));

    // Then
    var reconciling = status.conditions().get(1);
    assertThat(reconciling.getType()).isEqualTo("Reconciling");
    assertThat(reconciling.getStatus()).isEqualTo("True");
    assertThat(reconciling.getReason()).isEqualTo("ReconcileError");
    assertThat(reconciling.getMessage()).isEqualTo("no answer");
    assertThat(reconciling.getLastTransitionTime()).isEqualTo("2026-01-01T12:01:00Z");
    assertThat(status.conditions()).hasSize(7);
    assertThat(status.conditions())
        .filteredOn(condition -> !condition.equals(reconciling))
        .isSubsetOf(before.conditions());
  }

  @Test
  void anErrorDoesNotHideThatATierFails() {
    // Given
    app.setStatus(Statuses.of(app, available().build(), NOON));
    var observed = available();
    observed.deployment(Tier.WEB).getStatus().setAvailableReplicas(0);

    // When
    var status = Statuses.failed(app, observed.build(), Reason.RECONCILE_ERROR, "no answer", NOON);

    // Then
    assertThat(status.conditions())
        .extracting(
            condition ->
                condition.getType() + "=" + condition.getStatus() + " " + condition.getReason())
        .startsWith("Ready=False RollingOut", "Reconciling=True ReconcileError")
        .contains("WebReady=False RollingOut", "ApplicationReady=True Available");
  }

  /** By that condition the operator knows that there may be one. */
  @Test
  void anErrorDoesNotForgetAnHttpRouteThatIsNotDeletedYet() {
    // Given
    var published =
        Apps.withSpec(
            "loadBalancer: {httpRoute: {parentRefs: [{name: public}], hostnames: [shop.example.com]}}");
    app.setStatus(Statuses.of(published, available().build(), NOON));
    app.getMetadata().setGeneration(2L);
    app.setStatus(
        Statuses.failed(app, available().build(), Reason.RECONCILE_ERROR, "no answer", NOON));
    var observed = available();
    observed.deployment(Tier.WEB).getStatus().setAvailableReplicas(0);

    // When
    app.setStatus(
        Statuses.failed(app, observed.build(), Reason.RECONCILE_ERROR, "no answer", NOON));

    // Then
    assertThat(PublicationDiagnosis.hasRoute(app.getStatus())).isTrue();
  }

  @Test
  void anErrorDoesNotHideThatAnObjectIsRefused() {
    // Given
    var refused = new WriteFailure(Tier.WEB, "Service", Reason.REFUSED, "Service shop-web: no");
    app.setStatus(Statuses.of(app, available().without(Tier.WEB).with(refused).build(), NOON));

    // When
    var status =
        Statuses.failed(
            app,
            available().without(Tier.WEB).build(),
            Reason.RECONCILE_ERROR,
            "no answer",
            NOON.plusSeconds(60));

    // Then
    assertThat(status.conditions())
        .extracting(
            condition ->
                condition.getType() + "=" + condition.getStatus() + " " + condition.getReason())
        .startsWith(
            "Ready=False Refused", "Reconciling=True ReconcileError", "Stalled=True Refused")
        .contains("WebReady=False Refused", "ApplicationReady=True Available");
    assertThat(status.conditions().get(2).getLastTransitionTime())
        .isEqualTo("2026-01-01T12:00:00Z");
  }

  @Test
  void aSpecThatIsNotSupportedIsNotReady() {
    // Given
    app.setStatus(Statuses.of(app, available().build(), NOON));

    // When
    var status =
        Statuses.failed(
            app, available().build(), Reason.UNSUPPORTED, "no image for version 16", NOON);

    // Then
    assertThat(status.conditions().subList(0, 3))
        .extracting(condition -> condition.getType() + "=" + condition.getStatus())
        .containsExactly("Ready=False", "Reconciling=False", "Stalled=True");
  }

  @Test
  void whatWasAnErrorIsForgottenWhenItIsOver() {
    // Given
    var ready = Statuses.of(app, available().build(), NOON);
    app.setStatus(ready);
    app.setStatus(
        Statuses.failed(app, available().build(), Reason.RECONCILE_ERROR, "no answer", NOON));

    // When
    var status = Statuses.of(app, available().build(), NOON);

    // Then
    assertThat(status).isEqualTo(ready);
  }

  @Test
  void aFirstReconciliationThatFailsIsTold() {
    // When
    var status =
        Statuses.failed(
            app, available().build(), Reason.UNSUPPORTED, "no image for version 16", NOON);

    // Then
    assertThat(status.conditions())
        .extracting(condition -> condition.getType() + "=" + condition.getStatus())
        .containsExactly("Ready=False", "Reconciling=False", "Stalled=True");
    assertThat(status.tiers()).isEmpty();
  }

  @Test
  void theSameFailureIsTheSameStatus() {
    // Given
    app.setStatus(
        Statuses.failed(app, available().build(), Reason.RECONCILE_ERROR, "no answer", NOON));

    // When
    var status =
        Statuses.failed(
            app, available().build(), Reason.RECONCILE_ERROR, "no answer", NOON.plusSeconds(60));

    // Then
    assertThat(status).isEqualTo(app.getStatus());
  }

  private ObservedBuilder available() {
    return new ObservedBuilder(app);
  }

  private static Pod podOn(@Nullable String node) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("shop-web")
        .endMetadata()
        .withNewSpec()
        .withNodeName(node)
        .endSpec()
        .build();
  }
}

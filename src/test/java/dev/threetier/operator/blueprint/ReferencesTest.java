package dev.threetier.operator.blueprint;

import static dev.threetier.operator.blueprint.Reference.Kind.CONFIG_MAP;
import static dev.threetier.operator.blueprint.Reference.Kind.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.fixture.Apps;
import org.junit.jupiter.api.Test;

class ReferencesTest {

  private static final String SPEC =
      """
      web:
        content: {configMapName: pages}
        env:
        - {name: A, valueFrom: {configMapKeyRef: {name: settings, key: a}}}
      application:
        env:
        - {name: A, value: plain}
        - {name: B, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
        - {name: C, valueFrom: {secretKeyRef: {name: keys, key: c}}}
        - {name: D, valueFrom: {secretKeyRef: {name: keys, key: d}}}
        envFrom:
        - configMapRef: {name: features, optional: true}
        - secretRef: {name: keys, optional: true}
      """;

  @Test
  void aTierReadsWhatItsPodsName() {
    // Given
    var spec = Apps.withSpec(SPEC).getSpec();

    // When
    var references = References.of(spec, Tier.WEB);

    // Then
    assertThat(references)
        .containsExactlyInAnyOrder(
            new Reference(CONFIG_MAP, "pages", false),
            new Reference(CONFIG_MAP, "settings", false));
  }

  @Test
  void whatOnePlaceNeedsAndAnotherDoesNotIsNamedTwice() {
    // Given
    var spec = Apps.withSpec(SPEC).getSpec();

    // When
    var references = References.of(spec, Tier.APPLICATION);

    // Then
    assertThat(references)
        .containsExactlyInAnyOrder(
            new Reference(CONFIG_MAP, "features", true),
            new Reference(SECRET, "keys", false),
            new Reference(SECRET, "keys", true));
  }

  /** A changed one is no reason to replace pods, and a missing one none to wait. */
  @Test
  void pullSecretsAreNotReadByThePods() {
    // Given
    var app = Apps.withSpec(SPEC, "imagePullSecrets: [{name: registry}]");
    var spec = app.getSpec();

    // When
    var references = References.of(app);

    // Then
    var registry = new Reference(SECRET, "registry", true);
    assertThat(references).contains(registry);
    assertThat(Tier.values()).noneMatch(tier -> References.of(spec, tier).contains(registry));
  }

  /** The pods have a copy, which is complete while it is missing. */
  @Test
  void theConnectionToAnExternalDatabaseIsNotReadByThePods() {
    // Given
    var app = Apps.withSpec("database: {storage: null, external: {secretName: orders}}");

    // When
    var references = References.of(app);

    // Then
    assertThat(references).containsExactly(new Reference(SECRET, "orders", false));
    assertThat(Tier.values()).allMatch(tier -> References.of(app.getSpec(), tier).isEmpty());
  }

  /** Nobody is to be told to make it. */
  @Test
  void theConnectionToAClusterIsCloudNativePgsToMake() {
    // Given
    var app = Apps.withSpec("database: {storage: null, cloudNativePG: {storage: {size: 1Gi}}}");

    // When
    var references = References.of(app);

    // Then
    assertThat(references).containsExactly(new Reference(SECRET, "shop-db-app", true));
  }

  @Test
  void theWholeReadsWhatItsTiersRead() {
    // Given
    var app = Apps.withSpec(SPEC);
    var spec = app.getSpec();

    // When
    var references = References.of(app);

    // Then
    assertThat(references)
        .containsAll(References.of(spec, Tier.WEB))
        .containsAll(References.of(spec, Tier.APPLICATION))
        .hasSize(5);
  }
}

package dev.threetier.operator.blueprint;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.threetier.operator.api.v1alpha1.DeletionPolicy;
import dev.threetier.operator.fixture.Apps;
import dev.threetier.operator.fixture.TestConfig;
import dev.threetier.operator.fixture.TestFacts;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for the objects of every application. */
class BlueprintTest {

  private static final String EXTERNAL =
      Apps.MINIMAL.replace("storage: {size: 1Gi}", "external: {secretName: orders}");

  private static final String CLUSTERED =
      Apps.MINIMAL.replace("storage: {size: 1Gi}", "cloudNativePG: {storage: {size: 1Gi}}");

  private static final Set<String> SELECTING =
      Set.of(Labels.NAME, Labels.INSTANCE, Labels.COMPONENT);

  /** Which CloudNativePG gives its pods, and never changes. */
  private static final Set<String> OF_CLUSTER = Set.of("cnpg.io/cluster");

  static List<GoldenCase> cases() {
    return GoldenCase.all();
  }

  static List<String> toldDatabases() {
    return List.of(EXTERNAL, CLUSTERED);
  }

  /** If no suffix of a kind ended with another one, no two applications could share a name. */
  @Test
  void noTwoApplicationsCanHaveObjectsOfOneNameAndKind() {
    // Given
    var objects = cases().stream().map(GoldenCase::blueprint).map(GoldenCase::objects);

    // When
    Map<String, Set<String>> suffixes =
        objects
            .flatMap(List::stream)
            .collect(groupingBy(HasMetadata::getKind, mapping(BlueprintTest::suffix, toSet())));

    // Then
    assertThat(suffixes).hasSize(13);
    assertThat(suffixes.values()).allSatisfy(BlueprintTest::noneEndsWithAnother);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void namesAndLabelsFitIntoDns(GoldenCase golden) {
    // When
    var objects = GoldenCase.objects(golden.blueprint());

    // Then
    assertThat(objects)
        .allSatisfy(
            object -> {
              assertThat(object.getMetadata().getLabels().values())
                  .allMatch(value -> value.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"));
              assertThat(object.getMetadata().getName()).hasSizeLessThanOrEqualTo(63);
            });
    assertThat(objects)
        .filteredOn(Service.class::isInstance)
        .allMatch(service -> service.getMetadata().getName().matches("[a-z]([-a-z0-9]*[a-z0-9])?"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyObjectSaysWhoseItIs(GoldenCase golden) {
    // Given
    var app = golden.app();

    // When
    var objects = GoldenCase.objects(golden.blueprint());

    // Then
    assertThat(objects)
        .allSatisfy(
            object -> {
              assertThat(object.getMetadata().getNamespace())
                  .isEqualTo(app.getMetadata().getNamespace());
              assertThat(object.getMetadata().getLabels())
                  .containsOnlyKeys(
                      Labels.NAME,
                      Labels.INSTANCE,
                      Labels.COMPONENT,
                      Labels.PART_OF,
                      Labels.MANAGED_BY)
                  .containsEntry(Labels.INSTANCE, app.getMetadata().getName());
              assertThat(Tier.of(object.getMetadata().getLabels())).isPresent();
            });
  }

  private static boolean isOfDatabase(HasMetadata object) {
    return Tier.of(object.getMetadata().getLabels()).filter(Tier.DATABASE::equals).isPresent();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyObjectIsOwnedButWhatIsRetained(GoldenCase golden) {
    // Given
    var app = golden.app();
    var retained =
        app.getSpec().deletionPolicy() == DeletionPolicy.RETAIN
            ? app.getSpec().database().storage() == null
                ? Set.of("Cluster")
                : Set.of("PersistentVolumeClaim", "Secret")
            : Set.of();

    // When
    var objects = GoldenCase.objects(golden.blueprint());

    // Then
    assertThat(objects)
        .allSatisfy(
            object ->
                assertThat(object.getMetadata().getOwnerReferences())
                    .hasSize(isOfDatabase(object) && retained.contains(object.getKind()) ? 0 : 1)
                    .allMatch(owner -> owner.getUid().equals(app.getMetadata().getUid()))
                    .allMatch(owner -> owner.getController()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void selectorsAreOfLabelsThatNeverChange(GoldenCase golden) {
    // Given
    var blueprint = golden.blueprint();

    // When
    var selectors = new ArrayList<Map<String, String>>();
    blueprint.services().forEach(service -> selectors.add(service.getSpec().getSelector()));
    blueprint
        .deployments()
        .forEach(deployment -> selectors.add(deployment.getSpec().getSelector().getMatchLabels()));
    blueprint
        .podDisruptionBudgets()
        .forEach(budget -> selectors.add(budget.getSpec().getSelector().getMatchLabels()));
    blueprint
        .networkPolicies()
        .forEach(policy -> selectors.add(policy.getSpec().getPodSelector().getMatchLabels()));

    // Then
    assertThat(selectors)
        .allMatch(
            selector ->
                selector.keySet().equals(SELECTING) || selector.keySet().equals(OF_CLUSTER));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void podsPassPodSecurityRestrictedWithAReadOnlyRoot(GoldenCase golden) {
    // When
    var pods =
        golden.blueprint().deployments().stream()
            .map(deployment -> deployment.getSpec().getTemplate().getSpec());

    // Then
    assertThat(pods)
        .allSatisfy(
            pod -> {
              assertThat(pod.getAutomountServiceAccountToken()).isFalse();
              assertThat(pod.getEnableServiceLinks()).isFalse();
              assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
              assertThat(pod.getSecurityContext().getSeccompProfile().getType())
                  .isEqualTo("RuntimeDefault");
              assertThat(
                      Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream()))
                  .map(container -> container.getSecurityContext())
                  .allSatisfy(
                      security -> {
                        assertThat(security.getAllowPrivilegeEscalation()).isFalse();
                        assertThat(security.getReadOnlyRootFilesystem()).isTrue();
                        assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
                      });
            });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theSameResourceBecomesTheSameObjects(GoldenCase golden) {
    // Given
    var first = GoldenCase.objects(golden.blueprint());

    // When
    var second = GoldenCase.objects(golden.blueprint());

    // Then
    assertThat(second).isEqualTo(first);
  }

  @Test
  void whatACallerChangesIsNotInTheNextCall() {
    // Given
    var blueprint = new Blueprint(Apps.minimal(), new TestConfig(), TestFacts.usual());
    var before = blueprint.deployments();

    // When
    blueprint.deployments().forEach(deployment -> deployment.getSpec().setReplicas(0));

    // Then
    assertThat(blueprint.deployments()).isEqualTo(before);
  }

  /** GitOps tools prune by the labels that they set. */
  @Test
  void labelsAndAnnotationsOfTheResourceAreNotCopied() {
    // Given
    var app = Apps.minimal();
    app.getMetadata().setLabels(Map.of("argocd.argoproj.io/instance", "shop"));
    app.getMetadata().setAnnotations(Map.of("example.com/note", "mine"));

    // When
    var objects = GoldenCase.objects(new Blueprint(app, new TestConfig(), TestFacts.usual()));

    // Then
    assertThat(GoldenYaml.of(objects))
        .doesNotContain("argocd.argoproj.io/instance", "example.com/note");
  }

  @Test
  void aVersionWithoutAnImageIsUnsupported() {
    // Given
    var app = Apps.withSpec("database: {version: 16}");
    var blueprint = new Blueprint(app, new TestConfig(), TestFacts.usual());

    // When / Then
    assertThatThrownBy(blueprint::deployments)
        .isInstanceOf(UnsupportedSpecException.class)
        .hasMessage(
            "spec.database.version 16 has no image in the operator's configuration; it has"
                + " [15, 17]");
  }

  /** Else somebody would believe that what is on it had been taken up. */
  @ParameterizedTest
  @MethodSource("toldDatabases")
  void aVolumeThatIsLeftIsNotHiddenByAnotherDatabase(String yaml) {
    // Given
    var app = Apps.of(yaml);
    var left = new Facts.VolumeSize(new Quantity("1Gi"), Optional.empty());
    var facts = new TestFacts().withVolume(Optional.of(left)).build();

    // When / Then
    assertThatThrownBy(() -> GoldenCase.objects(new Blueprint(app, new TestConfig(), facts)))
        .isInstanceOf(UnsupportedSpecException.class)
        .hasMessageStartingWith("PersistentVolumeClaim shop-db holds a database");
  }

  /** What runs is neither changed nor removed while nobody knows the database. */
  @ParameterizedTest
  @MethodSource("toldDatabases")
  void whatNeedsAnUnknownDatabaseWaits(String yaml) {
    // Given
    var facts = new TestFacts().withoutExternal().build();
    var blueprint = new Blueprint(Apps.of(yaml), new TestConfig(), facts);

    // When
    var waiting = blueprint.waiting();

    // Then
    assertThat(waiting).containsExactly(Tier.APPLICATION, Tier.DATABASE);
    assertThat(blueprint.secrets()).isEmpty();
    assertThat(blueprint.networkPolicies())
        .extracting(policy -> policy.getMetadata().getName())
        .containsExactly("shop-lb", "shop-web");
  }

  private static String suffix(HasMetadata object) {
    var app = Objects.requireNonNull(object.getMetadata().getLabels().get(Labels.INSTANCE));
    assertThat(object.getMetadata().getName()).startsWith(app + "-");
    return object.getMetadata().getName().substring(app.length());
  }

  private static void noneEndsWithAnother(Set<String> suffixes) {
    assertThat(suffixes)
        .allSatisfy(
            suffix ->
                assertThat(suffixes)
                    .filteredOn(other -> !other.equals(suffix))
                    .noneMatch(suffix::endsWith));
  }
}

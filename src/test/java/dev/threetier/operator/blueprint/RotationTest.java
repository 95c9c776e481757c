package dev.threetier.operator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.fixture.Apps;
import dev.threetier.operator.fixture.TestConfig;
import dev.threetier.operator.fixture.TestFacts;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rotation of the application's credentials, from what one Secret says to the next. */
class RotationTest {

  private static final ThreeTierApp APP = Apps.minimal();
  private static final Set<String> REQUESTS = Set.of("asked");
  private static final Credentials BEFORE = new Credentials("old", "super");

  private static final Credentials PREPARED = BEFORE.next(REQUESTS, "new");
  private static final Credentials ROLLED = done(PREPARED);
  private static final Credentials RETIRED =
      read(
          secret(APP, isRolledOut(ROLLED), Map.of(Tier.APPLICATION, configuration(ROLLED, "app"))));
  private static final Credentials AFTER = done(RETIRED);

  @Test
  void aRequestHasTheOtherLoginMadeAndRollsNothing() {
    // When
    var secret = secret(APP, PREPARED, Map.of());

    // Then
    assertThat(text(secret, "username")).isEqualTo("app");
    assertThat(text(secret, "password")).isEqualTo("old");
    assertThat(text(secret, "next-password")).isEqualTo("new");
    assertThat(text(secret, "rotation")).isEqualTo("prepare " + Digest.of("new"));
    assertThat(configuration(PREPARED, "app")).isEqualTo(configuration(BEFORE, "app"));
    assertThat(configuration(PREPARED, "db")).isEqualTo(configuration(BEFORE, "db"));
  }

  @Test
  void untilTheLoginIsMadeNothingGoesOn() {
    assertThat(PREPARED.next(REQUESTS, "another")).isEqualTo(PREPARED);
  }

  @Test
  void onceItIsMadeTheApplicationRollsAndTheDatabaseDoesNot() {
    // When
    var secret = secret(APP, ROLLED, Map.of());

    // Then
    assertThat(text(secret, "username")).isEqualTo("app-b");
    assertThat(text(secret, "password")).isEqualTo("new");
    assertThat(text(secret, "uri")).isEqualTo("postgresql://app-b:new@shop-db:5432/app");
    assertThat(text(secret, "rotation")).startsWith("roll ");
    assertThat(secret.getData()).containsEntry("next-password", "");
    assertThat(configuration(ROLLED, "app")).isNotEqualTo(configuration(BEFORE, "app"));
    assertThat(configuration(ROLLED, "db")).isEqualTo(configuration(BEFORE, "db"));
  }

  /** Such as before the Deployment is written, or while what its pods read is missing. */
  @Test
  void aRolloutOfOtherPodsIsNotTheOneThatIsWaitedFor() {
    // Given
    var earlier = Map.of(Tier.APPLICATION, configuration(BEFORE, "app"));

    // When
    var secret = secret(APP, isRolledOut(ROLLED), earlier);

    // Then
    assertThat(text(secret, "rotation")).startsWith("roll ");
  }

  @Test
  void podsThatAreHeldBackByWhatIsMissingAreNotRolledOut() {
    // Given
    var app = Apps.withSpec("application: {envFrom: [{configMapRef: {name: features}}]}");
    var configurations = Map.of(Tier.APPLICATION, "whatever they have");

    // When
    var secret = secret(app, isRolledOut(ROLLED), configurations);

    // Then
    assertThat(text(secret, "rotation")).startsWith("roll ");
  }

  @Test
  void whenTheLastPodIsReplacedTheOldLoginIsClosed() {
    assertThat(RETIRED.rotation().step()).isEqualTo(Rotation.Step.RETIRE);
    assertThat(configuration(RETIRED, "app")).isEqualTo(configuration(ROLLED, "app"));
    assertThat(configuration(RETIRED, "db")).isEqualTo(configuration(BEFORE, "db"));
  }

  @Test
  void onceItIsClosedNothingIsLeftToDo() {
    // When
    var secret = secret(APP, AFTER, Map.of());

    // Then
    assertThat(text(secret, "username")).isEqualTo("app-b");
    // Another field manager may keep what is only left out.
    assertThat(secret.getData()).containsEntry("rotation", "").containsEntry("next-password", "");
    assertThat(configuration(AFTER, "app")).isEqualTo(configuration(ROLLED, "app"));
    assertThat(configuration(AFTER, "db")).isEqualTo(configuration(BEFORE, "db"));
    assertThat(AFTER.next(REQUESTS, "another")).isEqualTo(AFTER);
  }

  @Test
  void theNextRequestGoesBackToTheFirstLogin() {
    // When
    var again = done(AFTER.next(Set.of("asked again"), "newest"));

    // Then
    assertThat(text(secret(APP, again, Map.of()), "username")).isEqualTo("app");
    assertThat(configuration(again, "db")).isEqualTo(configuration(BEFORE, "db"));
    assertThat(configuration(again, "app")).isNotEqualTo(configuration(AFTER, "app"));
  }

  @Test
  void eachStepStandsInTheSecret() {
    for (var credentials : List.of(BEFORE, PREPARED, ROLLED, RETIRED, AFTER)) {
      assertThat(read(secret(APP, credentials, Map.of()))).isEqualTo(credentials);
    }
  }

  @Test
  void aSecretThatWasNeverRotatedHasNoKeysOfIt() {
    assertThat(secret(APP, BEFORE, Map.of()).getData())
        .doesNotContainKeys("rotation", "next-password");
  }

  @ParameterizedTest
  @CsvSource({
    "rotation, prepare \"}}",
    "rotation, prepare 0123456789abcdef",
    "rotation, begin 0123456789abcdef",
    "rotation, ''",
    "next-password, edited",
    "next-password, ''"
  })
  void oneThatWasTamperedWithBeginsAnew(String key, String value) {
    // Given
    var secret = secret(APP, PREPARED, Map.of());
    secret.getData().put(key, Secrets.base64(value));

    // When
    var begun = read(secret).next(REQUESTS, "another");

    // Then
    assertThat(begun.rotation().state()).isEqualTo("prepare " + Digest.of("another"));
    assertThat(begun.application()).isEqualTo("old");
  }

  @Test
  void aPasswordThatIsEditedAfterwardsRestartsTheDatabase() {
    // When
    var edited = new Credentials("edited", "super", AFTER.rotation());

    // Then
    assertThat(configuration(edited, "db")).isNotEqualTo(configuration(BEFORE, "db"));
    assertThat(secret(APP, edited, Map.of()).getMetadata().getAnnotations())
        .doesNotContainKey("threetier.dev/database-credentials");
  }

  @Test
  void theFieldAndTheAnnotationEachAskForOne() {
    // Given
    var field = Apps.withSpec("database: {credentials: {rotation: monday}}");
    var annotation = Apps.minimal();
    annotation.getMetadata().setAnnotations(Map.of(Rotation.REQUEST, "monday"));

    // When
    var requests = List.of(Rotation.requests(field), Rotation.requests(annotation));

    // Then
    assertThat(Rotation.requests(APP)).isEmpty();
    assertThat(requests).doesNotHaveDuplicates().allMatch(asked -> asked.size() == 1);
  }

  @Test
  void whatIsNoLongerAskedForChangesNothing() {
    assertThat(AFTER.next(Set.of(), "another")).isEqualTo(AFTER);
  }

  @Test
  void theNameOfTheSecondLoginIsNoLongerThanPostgresqlTakes() {
    assertThat(Login.SECOND.role("x".repeat(63))).hasSize(63).endsWith("-b");
  }

  /** What comes of it when the step is done. */
  private static Credentials done(Credentials credentials) {
    return credentials.with(credentials.rotation().done(true)).next(REQUESTS, "another");
  }

  private static Credentials isRolledOut(Credentials credentials) {
    return credentials.with(credentials.rotation().done(true));
  }

  private static Credentials read(Secret secret) {
    return new Credentials(Secrets.password(secret), "super", Rotation.of(secret, "app"));
  }

  private static Secret secret(
      ThreeTierApp app, Credentials credentials, Map<Tier, String> configurations) {
    return named("shop-db", blueprint(app, credentials, configurations).secrets());
  }

  private static String configuration(Credentials credentials, String tier) {
    Deployment deployment =
        named("shop-" + tier, blueprint(APP, credentials, Map.of()).deployments());
    return Deployments.configuration(deployment).orElseThrow();
  }

  private static Blueprint blueprint(
      ThreeTierApp app, Credentials credentials, Map<Tier, String> configurations) {
    return new Blueprint(
        app,
        new TestConfig(),
        new TestFacts().withCredentials(credentials).withConfigurations(configurations).build());
  }

  private static <T extends HasMetadata> T named(String name, List<T> objects) {
    return objects.stream()
        .filter(object -> object.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static String text(Secret secret, String key) {
    return Optional.ofNullable(secret.getData().get(key)).map(Secrets::decoded).orElse("");
  }
}

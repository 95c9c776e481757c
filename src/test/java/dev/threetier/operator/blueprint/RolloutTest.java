package dev.threetier.operator.blueprint;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.fixture.Apps;
import dev.threetier.operator.fixture.TestConfig;
import dev.threetier.operator.fixture.TestFacts;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which tiers' pods are replaced by a change: those that it concerns, and no others. */
class RolloutTest {

  private static final Reference PAGES = new Reference(Reference.Kind.CONFIG_MAP, "pages", false);
  private static final Reference KEYS = new Reference(Reference.Kind.SECRET, "keys", false);

  private static final Reference REGISTRY = new Reference(Reference.Kind.SECRET, "registry", true);

  private static final String SPEC =
      """
      imagePullSecrets: [{name: registry}]
      web: {content: {configMapName: pages}}
      application: {envFrom: [{secretRef: {name: keys}}]}
      """;

  private static final Facts FACTS =
      new TestFacts().withReferences(Map.of(PAGES, "1", KEYS, "1")).build();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "loadBalancer: {routes: [{pathPrefix: /x, tier: Web}]}             | ''",
        "loadBalancer: {port: 9000}                                        | lb",
        "loadBalancer: {image: 'haproxy:3.2'}                              | lb",
        "loadBalancer: {service: {type: NodePort}}                         | ''",
        "loadBalancer: {replicas: 3}                                       | ''",
        "loadBalancer: {stickySessions: {}}                                | ''",
        "loadBalancer: {rateLimit: {requests: 9}}                          | ''",
        "loadBalancer: {deniedSourceRanges: [192.0.2.0/24]}                | ''",
        "web: {replicas: 5}                                                | ''",
        "application: {replicas: 1}                                        | ''",
        "web: {port: 9000}                                                 | web",
        "web: {env: [{name: A, value: b}]}                                 | web",
        "web: {placement: {nodeSelector: {a: b}}}                          | web",
        "application: {image: 'shop-api:1.5'}                              | app",
        "application: {port: 9000}                                         | app",
        "application: {resources: {requests: {cpu: 1}}}                    | app",
        "application: {probes: {readiness: {httpGet: {path: /r, port: 8080}}}} | app",
        "application: {probes: {liveness: {httpGet: {path: /l, port: 8080}}}}  | app",
        "database: {parameters: {work_mem: 8MB}}                           | ''",
        "database: {parameters: {max_connections: '50'}}                   | db",
        "database: {storage: {size: 2Gi}}                                  | ''",
        "networkPolicy: Strict                                             | ''",
        "deletionPolicy: Delete                                            | ''",
        "paused: true                                                      | ''",
        "imagePullSecrets: [{name: mirror}]                                | lb web app db",
      })
  void aChangeOfTheSpecConcernsItsTier(String change, String components) {
    // Given
    var before = Apps.withSpec(SPEC);

    // When
    var after = Apps.withSpec(SPEC, change);

    // Then
    assertThat(tiersThatRoll(podsOf(before, FACTS), podsOf(after, FACTS)))
        .isEqualTo(components.strip());
  }

  @ParameterizedTest
  @MethodSource
  void aChangeOfTheFactsConcernsItsTier(Facts changed, String components) {
    // Given
    var app = Apps.withSpec(SPEC);

    // When
    var pods = podsOf(app, changed);

    // Then
    assertThat(tiersThatRoll(podsOf(app, FACTS), pods)).isEqualTo(components);
  }

  static Stream<Arguments> aChangeOfTheFactsConcernsItsTier() {
    return Stream.of(
        arguments(references(Map.of(PAGES, "new", KEYS, "1")), "web"),
        arguments(references(Map.of(PAGES, "1", KEYS, "new")), "app"),
        arguments(references(Map.of(PAGES, "1", KEYS, "1", REGISTRY, "new")), ""),
        arguments(credentials("new", "super"), "app db"),
        arguments(credentials("app", "new"), "app db"),
        arguments(addresses(Map.of(Tier.WEB, "10.96.0.9", Tier.APPLICATION, "10.96.0.3")), ""));
  }

  /** They could not start; those that run go on with what they have read. */
  @Test
  void podsAreNotReplacedWhileWhatTheyReadIsMissing() {
    // Given
    var app = Apps.withSpec(SPEC);
    var running = podsOf(app, FACTS);
    var missing = new TestFacts().withConfigurations(digests(running)).build();

    // When
    var pods = podsOf(app, missing);

    // Then
    assertThat(tiersThatRoll(running, pods)).isEmpty();
  }

  @Test
  void podsAreReplacedWhenWhatTheyMayReadComesOrGoes() {
    // Given
    var features = new Reference(Reference.Kind.CONFIG_MAP, "features", true);
    var app =
        Apps.withSpec("application: {envFrom: [{configMapRef: {name: features, optional: true}}]}");
    var without = podsOf(app, references(Map.of()));

    // When
    var with = podsOf(app, references(Map.of(features, "1")));

    // Then
    assertThat(tiersThatRoll(without, with)).isEqualTo("app");
  }

  private static Facts references(Map<Reference, String> references) {
    return new TestFacts().withReferences(references).build();
  }

  private static Facts credentials(String application, String superuser) {
    return new TestFacts()
        .withReferences(FACTS.references())
        .withCredentials(new Credentials(application, superuser))
        .build();
  }

  private static Facts addresses(Map<Tier, String> addresses) {
    return new TestFacts().withReferences(FACTS.references()).withAddresses(addresses).build();
  }

  private static Map<Tier, PodTemplateSpec> podsOf(ThreeTierApp app, Facts facts) {
    return new Blueprint(app, new TestConfig(), facts)
        .deployments().stream()
            .collect(
                toMap(
                    deployment -> Tier.of(deployment.getMetadata().getLabels()).orElseThrow(),
                    deployment -> deployment.getSpec().getTemplate()));
  }

  private static Map<Tier, String> digests(Map<Tier, PodTemplateSpec> pods) {
    return pods.entrySet().stream()
        .collect(
            toMap(
                Map.Entry::getKey,
                pod ->
                    pod.getValue().getMetadata().getAnnotations().get(Deployments.CONFIGURATION)));
  }

  private static String tiersThatRoll(
      Map<Tier, PodTemplateSpec> before, Map<Tier, PodTemplateSpec> after) {
    return Stream.of(Tier.values())
        .filter(tier -> !Objects.equals(before.get(tier), after.get(tier)))
        .map(Tier::component)
        .collect(joining(" "));
  }
}

package dev.threetier.operator.blueprint;

import static java.util.stream.Collectors.toMap;

import dev.threetier.operator.api.v1alpha1.InitSqlStatus;
import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.fixture.Apps;
import dev.threetier.operator.fixture.TestConfig;
import dev.threetier.operator.fixture.TestFacts;
import dev.threetier.operator.fixture.TestFiles;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder with a resource as a user writes it ({@code in.yaml}), the objects that it becomes
 * ({@code out.yaml}), and, where they are not the usual ones, the facts ({@code facts.yaml}).
 */
record GoldenCase(Path folder) {

  static final Path ROOT = Path.of("src/test/resources/golden");

  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  static List<GoldenCase> all() {
    return TestFiles.in(ROOT).map(GoldenCase::new).toList();
  }

  /** For each different text that a configuration file has in these cases, the first of them. */
  static List<GoldenCase> differingIn(String file) {
    var seen = new HashSet<String>();
    return all().stream()
        .filter(golden -> golden.file(file).filter(seen::add).isPresent())
        .toList();
  }

  String name() {
    return folder.getFileName().toString();
  }

  @Override
  public String toString() {
    return name();
  }

  Path out() {
    return folder.resolve("out.yaml");
  }

  ThreeTierApp app() {
    return Apps.of(TestFiles.text(folder.resolve("in.yaml")));
  }

  Blueprint blueprint() {
    var app = app();
    return new Blueprint(app, new TestConfig(), facts().of(app));
  }

  /** All objects of the blueprint, by kind and name. */
  static List<HasMetadata> objects(Blueprint blueprint) {
    return Stream.<List<? extends HasMetadata>>of(
            blueprint.autoscalers(),
            blueprint.clusters(),
            blueprint.scheduledBackups(),
            blueprint.configMaps(),
            blueprint.deployments(),
            blueprint.httpRoutes(),
            blueprint.ingresses(),
            blueprint.networkPolicies(),
            blueprint.volumes(),
            blueprint.podDisruptionBudgets(),
            blueprint.secrets(),
            blueprint.services(),
            blueprint.serviceAccounts())
        .<HasMetadata>flatMap(List::stream)
        .sorted(
            Comparator.comparing((HasMetadata object) -> object.getKind())
                .thenComparing(object -> object.getMetadata().getName()))
        .toList();
  }

  /** The configuration file of that name, if a tier of this case has one. */
  Optional<String> file(String name) {
    return Optional.ofNullable(configMap(name).get(name));
  }

  /** The files of the tier that has one of that name. */
  Map<String, String> configMap(String file) {
    return blueprint().configMaps().stream()
        .map(ConfigMap::getData)
        .filter(data -> data.containsKey(file))
        .findFirst()
        .orElse(Map.of());
  }

  private GivenFacts facts() {
    var file = folder.resolve("facts.yaml");
    return Files.exists(file)
        ? SERIALIZATION.unmarshal(TestFiles.text(file), GivenFacts.class)
        : new GivenFacts(
            null, null, null, null, null, null, null, null, null, null, null, null, null, null,
            null, null, null);
  }

  /**
   * Facts in words: tiers by component, references by kind and name. Passwords are always the same;
   * addresses are there unless they are given.
   */
  private record GivenFacts(
      @Nullable String clusterDomain,
      @Nullable Map<String, String> clusterIps,
      @Nullable String volumeSize,
      @Nullable String volumeCapacity,
      @Nullable Map<String, String> references,
      @Nullable Map<String, String> certificates,
      @Nullable Map<String, String> errorPages,
      @Nullable Map<String, String> configurations,
      @Nullable Map<String, Integer> appliedReplicas,
      @Nullable Boolean gatewayApi,
      @Nullable Boolean cloudNativePg,
      @Nullable String backupRequest,
      @Nullable String trialRequest,
      @Nullable String restored,
      @Nullable Map<String, String> external,
      @Nullable String initSql,
      @Nullable InitSqlStatus initSqlTold) {

    Facts of(ThreeTierApp app) {
      var spec = app.getSpec();
      var addresses =
          Objects.requireNonNullElse(clusterIps, Map.of("web", "10.96.0.2", "app", "10.96.0.3"));
      var digests = new HashMap<Reference, String>();
      for (Reference reference : References.of(app)) {
        var digest =
            Objects.requireNonNullElse(references, Map.<String, String>of())
                .get(reference.toString());
        if (digest != null) {
          digests.put(reference, digest);
        }
      }
      return new Facts(
          Objects.requireNonNullElse(clusterDomain, "cluster.local"),
          new Credentials("application-password", "superuser-password"),
          byTier(addresses),
          Optional.ofNullable(volumeSize)
              .map(
                  requested ->
                      new Facts.VolumeSize(
                          new Quantity(requested),
                          Optional.ofNullable(volumeCapacity).map(Quantity::new))),
          digests,
          Objects.requireNonNullElse(certificates, Map.of()),
          errorPages == null ? ErrorPageFiles.NONE : ErrorPageFiles.of(errorPages),
          byTier(Objects.requireNonNullElse(configurations, Map.of())),
          Facts.Running.none(),
          byTier(Objects.requireNonNullElse(appliedReplicas, Map.of())),
          Objects.requireNonNullElse(gatewayApi, true),
          Objects.requireNonNullElse(cloudNativePg, true),
          new Facts.Saved(
              Optional.of("backup-password"),
              Optional.empty(),
              Optional.ofNullable(backupRequest),
              Optional.ofNullable(trialRequest),
              Optional.ofNullable(restored)),
          Optional.ofNullable(spec.database().tls())
              .map(tls -> certificate(References.serverCertificate(spec), digests)),
          Optional.ofNullable(external)
              .map(TestFacts::connection)
              .flatMap(ExternalConnection.Read::connection),
          new InitialSql.Known(Optional.ofNullable(initSql), Optional.ofNullable(initSqlTold)),
          Optional.ofNullable(spec.database().monitoring()).map(wanted -> "monitor-password"));
    }

    /** The application's own, or that of a Secret that exists. */
    private static ServerCertificate certificate(
        Optional<Reference> given, Map<Reference, String> existing) {
      var issuer =
          given.isEmpty()
              ? Optional.of(new Issued("authority's certificate\n", "authority's key\n"))
              : Optional.<Issued>empty();
      return given.filter(secret -> !existing.containsKey(secret)).isPresent()
          ? ServerCertificate.of(Optional.empty(), Optional.empty())
          : new ServerCertificate(
              issuer,
              issuer.map(Issued::certificate).orElse("given authority's certificate\n"),
              new Issued("server's certificate\n", "server's key\n"));
    }

    private static <T> Map<Tier, T> byTier(Map<String, T> byComponent) {
      return byComponent.entrySet().stream()
          .collect(
              toMap(
                  entry -> Tier.of(Map.of(Labels.COMPONENT, entry.getKey())).orElseThrow(),
                  Map.Entry::getValue));
    }
  }
}

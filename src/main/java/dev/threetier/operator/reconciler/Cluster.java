package dev.threetier.operator.reconciler;

import dev.threetier.operator.api.cloudnativepg.PostgresqlCluster;
import dev.threetier.operator.api.cloudnativepg.ScheduledBackup;
import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.blueprint.BackupTrials;
import dev.threetier.operator.blueprint.Backups;
import dev.threetier.operator.blueprint.Credentials;
import dev.threetier.operator.blueprint.Deployments;
import dev.threetier.operator.blueprint.Digest;
import dev.threetier.operator.blueprint.ErrorPageFiles;
import dev.threetier.operator.blueprint.ExternalConnection;
import dev.threetier.operator.blueprint.Facts;
import dev.threetier.operator.blueprint.InitialSql;
import dev.threetier.operator.blueprint.Labels;
import dev.threetier.operator.blueprint.Names;
import dev.threetier.operator.blueprint.Reference;
import dev.threetier.operator.blueprint.References;
import dev.threetier.operator.blueprint.Restores;
import dev.threetier.operator.blueprint.Rotation;
import dev.threetier.operator.blueprint.Secrets;
import dev.threetier.operator.blueprint.Tier;
import dev.threetier.operator.blueprint.TriedConfiguration;
import dev.threetier.operator.blueprint.Volumes;
import dev.threetier.operator.status.Observed;
import dev.threetier.operator.status.PodDiagnosis;
import dev.threetier.operator.status.Reload;
import dev.threetier.operator.status.Rotating;
import dev.threetier.operator.status.WriteFailure;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the caches hold of one application at the moment of each call. Reads nothing else. */
final class Cluster {

  private static final List<Class<? extends HasMetadata>> CHILDREN =
      List.of(
          ServiceAccount.class,
          Secret.class,
          PersistentVolumeClaim.class,
          Service.class,
          NetworkPolicy.class,
          PodDisruptionBudget.class,
          HorizontalPodAutoscaler.class,
          ConfigMap.class,
          Deployment.class,
          Ingress.class,
          HTTPRoute.class,
          PostgresqlCluster.class,
          ScheduledBackup.class);

  private final ThreeTierApp app;
  private final Names names;
  private final Context<ThreeTierApp> context;
  private final Map<Reference, String> references;
  private final Map<String, String> certificates;
  private final Reloads reloads;
  private final Rotations rotations;
  private final ErrorPageFiles errorPages;
  private final ExternalConnection.Read external;
  private final OptionalKinds.Seen gatewayApi;
  private final OptionalKinds.Seen cloudNativePg;
  private final Credentials fresh;
  private final String freshOfBackups;
  private final String freshOfMonitor;
  private final ServerCertificates.Seen serverCertificate;
  private final InitialSql.Read initialSql;

  /**
   * The view of one reconciliation.
   *
   * @param references digests of the users' objects that the application names
   * @param certificates certificate and key of those that hold one
   * @param errorPages the pages among them for HAProxy
   * @param external the connection to a database that the operator does not run
   * @param gatewayApi what is known of HTTPRoutes, where the application is concerned
   * @param cloudNativePg the same of CloudNativePG's Clusters
   * @param fresh passwords for Secrets that do not exist yet, or that are to have another one, the
   *     same throughout
   * @param freshOfBackups the same for the one of backups
   * @param freshOfMonitor the same for the one of exporters
   * @param serverCertificate what is known of the database's
   * @param initialSql what the application names for it to begin with
   */
  Cluster(
      ThreeTierApp app,
      Context<ThreeTierApp> context,
      Map<Reference, String> references,
      Map<String, String> certificates,
      ErrorPageFiles errorPages,
      ExternalConnection.Read external,
      Reloads reloads,
      Rotations rotations,
      OptionalKinds.Seen gatewayApi,
      OptionalKinds.Seen cloudNativePg,
      Credentials fresh,
      String freshOfBackups,
      String freshOfMonitor,
      ServerCertificates.Seen serverCertificate,
      InitialSql.Read initialSql) {
    this.app = app;
    this.names = new Names(app.getMetadata().getName());
    this.context = context;
    this.references = references;
    this.certificates = certificates;
    this.reloads = reloads;
    this.rotations = rotations;
    this.errorPages = errorPages;
    this.external = external;
    this.gatewayApi = gatewayApi;
    this.cloudNativePg = cloudNativePg;
    this.fresh = fresh;
    this.freshOfBackups = freshOfBackups;
    this.freshOfMonitor = freshOfMonitor;
    this.serverCertificate = serverCertificate;
    this.initialSql = initialSql;
  }

  Facts facts(String clusterDomain) {
    return new Facts(
        clusterDomain,
        credentials(),
        clusterIps(),
        volume().flatMap(Volumes::size),
        references,
        certificates,
        errorPages,
        configurations(),
        reloads.known(app, readers(), certificatesServed()),
        appliedReplicas(),
        gatewayApi.served(),
        cloudNativePg.served(),
        saved(),
        serverCertificate.certificate(),
        external(),
        new InitialSql.Known(initialSql.text(), InitialSql.told(app, pods(Tier.DATABASE))),
        password(names.monitor())
            .or(
                () ->
                    Optional.ofNullable(app.getSpec().database().monitoring())
                        .map(wanted -> freshOfMonitor)));
  }

  ServerCertificates.Seen serverCertificate() {
    return serverCertificate;
  }

  /** Without the Secret that is copied the application's own, which is the copy, says it. */
  private Optional<ExternalConnection> external() {
    return isRunElsewhere()
        ? external
            .connection()
            .or(
                () ->
                    find(Secret.class, names.credentials())
                        // One without an owner is left of a database that the operator has run.
                        .filter(copy -> !copy.getMetadata().getOwnerReferences().isEmpty())
                        .flatMap(copy -> ExternalConnection.in(copy).connection()))
        : Optional.empty();
  }

  private boolean isRunElsewhere() {
    return app.getSpec().database().storage() == null;
  }

  Observed observed(List<WriteFailure> failures, List<Reload> reloads, Rotating rotation) {
    return new Observed(
        deployments(),
        pods(),
        find(Service.class, names.tier(Tier.LOAD_BALANCER)),
        new Observed.Published(
            find(Ingress.class, names.tier(Tier.LOAD_BALANCER)),
            find(HTTPRoute.class, names.tier(Tier.LOAD_BALANCER)),
            gatewayApi.served(),
            gatewayApi.fault()),
        volume(),
        References.of(app).stream()
            .filter(Predicate.not(references::containsKey))
            .collect(Collectors.toUnmodifiableSet()),
        errorPages.faults(),
        serverCertificate.fault(),
        reloads,
        rotation,
        failures,
        all(Pod.class)
            .filter(Predicate.not(Cluster::hasEnded))
            .filter(
                pod ->
                    Backups.COMPONENT.equals(pod.getMetadata().getLabels().get(Labels.COMPONENT)))
            .toList(),
        new Observed.External(external().map(ExternalConnection::endpoint), external.fault()),
        new Observed.CloudNativePg(
            cloudNativePg.served(),
            cloudNativePg.fault(),
            find(PostgresqlCluster.class, names.cluster())),
        all(Event.class).toList(),
        initialSql.fault());
  }

  private Facts.Saved saved() {
    var restored = Restores.restored(volume(), pods(Tier.DATABASE));
    return app.getSpec().database().backup() == null
        ? Facts.Saved.nothingBut(restored)
        : new Facts.Saved(
            Optional.of(password(names.backup()).orElse(freshOfBackups)),
            find(PersistentVolumeClaim.class, names.backup()).flatMap(Volumes::size),
            SpecOrRequest.annotation(app, Backups.REQUEST).map(Digest::of),
            SpecOrRequest.annotation(app, BackupTrials.REQUEST).map(Digest::of),
            restored);
  }

  private Optional<Map<String, String>> certificatesServed() {
    return find(Secret.class, names.certificates())
        .map(secret -> Objects.requireNonNullElse(secret.getData(), Map.of()));
  }

  /** The configurations that are tried first, with the pods that read them. */
  private List<Reloads.Readers> readers() {
    return all(ConfigMap.class)
        .flatMap(
            configMap ->
                TriedConfiguration.in(configMap)
                    .map(tried -> new Reloads.Readers(tried, configMap, readers(tried, configMap)))
                    .stream())
        .toList();
  }

  private List<Pod> readers(TriedConfiguration tried, ConfigMap configMap) {
    return pods().getOrDefault(tried.tier(), List.of()).stream()
        .filter(pod -> TriedConfiguration.isRead(pod, configMap))
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(Cluster::answers)
        .toList();
  }

  /** One whose server does not start does too; one whose node is lost looks as it did. */
  private static boolean answers(Pod pod) {
    return pod.getStatus() != null
        && pod.getStatus().getContainerStatuses().stream()
            .anyMatch(c -> c.getName().equals(TriedConfiguration.RELOADER) && c.getReady())
        && (PodDiagnosis.isReady(pod)
            || !pod.getStatus().getContainerStatuses().stream()
                .allMatch(ContainerStatus::getReady));
  }

  /** Those that new pods read. */
  List<Reloads.Readers> currentReaders() {
    return readers().stream()
        .filter(
            readers ->
                find(Deployment.class, names.tier(readers.configuration().tier()))
                    .filter(d -> TriedConfiguration.isRead(d, readers.configMap()))
                    .isPresent())
        .toList();
  }

  /** Everything that the operator writes for the application, as the caches hold it. */
  Stream<? extends HasMetadata> children() {
    return CHILDREN.stream().flatMap(this::all);
  }

  private Map<Tier, List<Pod>> pods() {
    var pods = new EnumMap<Tier, List<Pod>>(Tier.class);
    all(Pod.class)
        .filter(Predicate.not(Cluster::hasEnded))
        .forEach(
            pod ->
                Tier.of(pod.getMetadata().getLabels())
                    .ifPresent(
                        tier -> pods.computeIfAbsent(tier, t -> new ArrayList<>()).add(pod)));
    return pods;
  }

  private List<Pod> pods(Tier tier) {
    return pods().getOrDefault(tier, List.of());
  }

  /** Evicted, or ended with its node: it lingers until it is collected, and another replaces it. */
  private static boolean hasEnded(Pod pod) {
    var phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    return "Failed".equals(phase) || "Succeeded".equals(phase);
  }

  /** What is wanted of them: what the Secrets say, until something else is asked for. */
  private Credentials credentials() {
    var rotation = rotation();
    return new Credentials(
            password(names.credentials()).orElse(fresh.application()),
            password(names.superuser()).orElse(fresh.superuser()),
            rotation.done(isDone(rotation)))
        .next(Rotation.requests(app), fresh.application());
  }

  private boolean isDone(Rotation rotation) {
    return rotation.step() == Rotation.Step.ROLL
        ? isApplicationRolledOut()
        : rotations.isDone(app, rotation);
  }

  /** A pod that ends goes on with the credentials that it has. */
  private boolean isApplicationRolledOut() {
    return find(Deployment.class, names.tier(Tier.APPLICATION))
        .filter(Deployments::isRolledOut)
        .filter(
            deployment ->
                pods(Tier.APPLICATION).stream()
                    .allMatch(
                        pod ->
                            pod.getMetadata().getDeletionTimestamp() == null
                                && Deployments.configuration(pod)
                                    .equals(Deployments.configuration(deployment))))
        .isPresent();
  }

  /** How far the application's credentials have been rotated. */
  Rotation rotation() {
    return find(Secret.class, names.credentials())
        .filter(secret -> !isRunElsewhere())
        .map(secret -> Rotation.of(secret, app.getSpec().database().user()))
        .orElseGet(() -> Rotation.none(Rotation.requests(app)));
  }

  /** The database's pods that can be asked. */
  List<Pod> databases() {
    return pods(Tier.DATABASE).stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(Cluster::answers)
        .toList();
  }

  private Optional<String> password(String secret) {
    return find(Secret.class, secret).map(Secrets::password).filter(Predicate.not(String::isEmpty));
  }

  private Map<Tier, String> clusterIps() {
    var addresses = new EnumMap<Tier, String>(Tier.class);
    for (Tier tier : Tier.values()) {
      find(Service.class, names.tier(tier))
          .map(service -> service.getSpec().getClusterIP())
          .filter(Predicate.not(String::isBlank))
          .ifPresent(address -> addresses.put(tier, address));
    }
    return addresses;
  }

  private Optional<PersistentVolumeClaim> volume() {
    return find(PersistentVolumeClaim.class, names.volume());
  }

  private Map<Tier, String> configurations() {
    var configurations = new EnumMap<Tier, String>(Tier.class);
    deployments()
        .forEach(
            (tier, deployment) ->
                Deployments.configuration(deployment)
                    .ifPresent(digest -> configurations.put(tier, digest)));
    return configurations;
  }

  private Map<Tier, Integer> appliedReplicas() {
    var manager = context.getControllerConfiguration().fieldManager();
    var replicas = new EnumMap<Tier, Integer>(Tier.class);
    deployments()
        .forEach(
            (tier, deployment) ->
                Deployments.appliedReplicas(deployment, manager)
                    .ifPresent(number -> replicas.put(tier, number)));
    return replicas;
  }

  private Map<Tier, Deployment> deployments() {
    var deployments = new EnumMap<Tier, Deployment>(Tier.class);
    for (Tier tier : Tier.values()) {
      find(Deployment.class, names.tier(tier)).ifPresent(d -> deployments.put(tier, d));
    }
    return deployments;
  }

  private <R extends HasMetadata> Optional<R> find(Class<R> kind, String name) {
    return find(context, kind, name);
  }

  /** The child of that name. */
  static <R extends HasMetadata> Optional<R> find(
      Context<ThreeTierApp> context, Class<R> kind, String name) {
    return context
        .getSecondaryResourcesAsStream(kind)
        .filter(object -> object.getMetadata().getName().equals(name))
        .findFirst();
  }

  private <R extends HasMetadata> Stream<R> all(Class<R> kind) {
    return context.getSecondaryResourcesAsStream(kind);
  }
}

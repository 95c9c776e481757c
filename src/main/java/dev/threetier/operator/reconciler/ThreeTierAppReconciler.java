package dev.threetier.operator.reconciler;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.api.v1alpha1.ThreeTierAppStatus;
import dev.threetier.operator.blueprint.Blueprint;
import dev.threetier.operator.blueprint.Credentials;
import dev.threetier.operator.blueprint.Reference;
import dev.threetier.operator.blueprint.UnsupportedSpecException;
import dev.threetier.operator.config.ClusterDomain;
import dev.threetier.operator.config.OperatorConfig;
import dev.threetier.operator.dependent.AutoscalerDependent;
import dev.threetier.operator.dependent.ConfigMapDependent;
import dev.threetier.operator.dependent.DeploymentDependent;
import dev.threetier.operator.dependent.IngressDependent;
import dev.threetier.operator.dependent.NetworkPolicyDependent;
import dev.threetier.operator.dependent.PodDisruptionBudgetDependent;
import dev.threetier.operator.dependent.Reconciliation;
import dev.threetier.operator.dependent.SecretDependent;
import dev.threetier.operator.dependent.ServiceAccountDependent;
import dev.threetier.operator.dependent.ServiceDependent;
import dev.threetier.operator.dependent.VolumeDependent;
import dev.threetier.operator.status.Patience;
import dev.threetier.operator.status.Reason;
import dev.threetier.operator.status.Rotating;
import dev.threetier.operator.status.Statuses;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.Workflow;
import io.javaoperatorsdk.operator.api.reconciler.dependent.Dependent;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Turns a ThreeTierApp into its objects, and what becomes of them into its status. */
@ControllerConfiguration(
    name = "threetierapp",
    fieldManager = "threetier-operator",
    // What of an application's changes counts is for the filter to say.
    generationAwareEventProcessing = false,
    informer = @Informer(onUpdateFilter = SpecOrRequest.class))
@GradualRetry(maxAttempts = -1, initialInterval = 500, intervalMultiplier = 2, maxInterval = 60_000)
@Workflow(
    explicitInvocation = true,
    dependents = {
      @Dependent(type = ServiceAccountDependent.class, name = "service-accounts"),
      @Dependent(type = VolumeDependent.class, name = "volumes"),
      @Dependent(type = ServiceDependent.class, name = "services"),
      @Dependent(type = NetworkPolicyDependent.class, name = "network-policies"),
      @Dependent(type = PodDisruptionBudgetDependent.class, name = "pod-disruption-budgets"),
      @Dependent(type = AutoscalerDependent.class, name = "autoscalers"),
      @Dependent(type = IngressDependent.class, name = "ingresses"),
      // HAProxy's configuration holds the addresses of Services.
      @Dependent(type = ConfigMapDependent.class, name = "config-maps", dependsOn = "services"),
      // Certificates go when no configuration names them; one that comes is waited for in the pods.
      @Dependent(type = SecretDependent.class, name = "secrets", dependsOn = "config-maps"),
      @Dependent(
          type = DeploymentDependent.class,
          name = "deployments",
          dependsOn = {"config-maps", "secrets", "service-accounts", "volumes"})
    })
public class ThreeTierAppReconciler implements Reconciler<ThreeTierApp> {

  /** Not at once: somebody who takes the labels again and again is not to keep it busy. */
  private static final Duration REPAIR_GOES_ON = Duration.ofSeconds(1);

  private final OperatorConfig config;
  private final String clusterDomain;
  private final Clock clock = Clock.systemUTC();
  private final SecureRandom random = new SecureRandom();
  private final ReferencedObjects referencedObjects;
  private final Reloads reloads;
  private final Rotations rotations;
  private final ServerCertificates serverCertificates;
  private final GatewayApi gatewayApi;
  private final CloudNativePg cloudNativePg;
  private final StatusUpdates statusUpdates;
  private final Announcements announcements;
  private final Settled settled = new Settled();

  public ThreeTierAppReconciler(OperatorConfig config, KubernetesClient client) {
    this.config = config;
    this.clusterDomain = ClusterDomain.of(config);
    this.referencedObjects = new ReferencedObjects(client);
    this.reloads = new Reloads(client);
    this.rotations = new Rotations(client);
    this.serverCertificates = new ServerCertificates(clusterDomain, clock, random);
    this.gatewayApi = new GatewayApi(client, clock);
    this.cloudNativePg = new CloudNativePg(client, clock);
    this.statusUpdates = new StatusUpdates(clock);
    this.announcements = new Announcements(client, clock);
  }

  @Override
  public List<EventSource<?, ThreeTierApp>> prepareEventSources(
      EventSourceContext<ThreeTierApp> context) {
    return List.of(
        PodEvents.source(context),
        VolumeEvents.source(context),
        referencedObjects,
        reloads,
        rotations,
        serverCertificates,
        gatewayApi,
        cloudNativePg,
        settled);
  }

  @Override
  public UpdateControl<ThreeTierApp> reconcile(ThreeTierApp app, Context<ThreeTierApp> context) {
    var cluster =
        cluster(
            app,
            context,
            referencedObjects.digests(app),
            gatewayApi.see(app, context),
            cloudNativePg.see(app, context));
    var reconciliation =
        new Reconciliation(() -> new Blueprint(app, config, cluster.facts(clusterDomain)));
    if (!app.getSpec().paused()) {
      reconcileObjects(app, cluster, reconciliation, context);
    }
    var readers = app.getSpec().paused() ? List.<Reloads.Readers>of() : cluster.currentReaders();
    var reloading = reloads.ask(app, readers);
    var databases = app.getSpec().paused() ? List.<Pod>of() : cluster.databases();
    var rotating = rotations.ask(app, cluster.rotation(), databases);
    var observed = cluster.observed(reconciliation.failures(), reloading, rotating);
    var status = Statuses.of(app, observed, clock.instant());
    gatewayApi.release(app, status);
    var due = statusUpdates.due(app, status);
    if (due.filter(Duration::isZero).isPresent() && write(app, status, context)) {
      return UpdateControl.<ThreeTierApp>noUpdate().reschedule();
    }
    return lookAgain(
        Stream.of(
            due.filter(Duration::isPositive),
            Reloads.due(readers, reloading, observed.failures()),
            rotations.due(app, rotating, databases, observed.failures()),
            serverCertificates.due(app, cluster.serverCertificate(), observed.failures()),
            Patience.of(status, observed, clock.instant()),
            reconciliation.hasBegunRepair() ? Optional.of(REPAIR_GOES_ON) : Optional.empty()));
  }

  private void reconcileObjects(
      ThreeTierApp app,
      Cluster cluster,
      Reconciliation reconciliation,
      Context<ThreeTierApp> context) {
    var before = Settled.State.of(app, cluster.facts(clusterDomain), cluster.children());
    if (settled.is(app, before)) {
      return;
    }
    reconciliation.begin(context);
    context.managedWorkflowAndDependentResourceContext().reconcileManagedWorkflow();
    if (before.facts().gatewayApi()) {
      gatewayApi.reconcile(app, context);
    }
    if (before.facts().cloudNativePg()) {
      cloudNativePg.reconcile(app, context);
    }
    var after = Settled.State.of(app, cluster.facts(clusterDomain), cluster.children());
    settled.compared(app, before, after, reconciliation.isComplete());
  }

  @Override
  public ErrorStatusUpdateControl<ThreeTierApp> updateErrorStatus(
      ThreeTierApp app, Context<ThreeTierApp> context, Exception e) {
    var unsupported = Causes.rootOf(e) instanceof UnsupportedSpecException;
    var cluster =
        cluster(
            app,
            context,
            referencedObjects.digestsSeen(app),
            gatewayApi.seen(app),
            cloudNativePg.seen(app));
    var rotating = new Rotating(cluster.rotation(), Optional.empty());
    var status =
        Statuses.failed(
            app,
            cluster.observed(List.of(), List.of(), rotating),
            unsupported ? Reason.UNSUPPORTED : Reason.RECONCILE_ERROR,
            Causes.told(e),
            clock.instant());
    if (!status.equals(app.getStatus())) {
      try {
        if (write(app, status, context)) {
          return ErrorStatusUpdateControl.<ThreeTierApp>noStatusUpdate()
              .rescheduleAfter(Duration.ZERO);
        }
      } catch (KubernetesClientException unwritten) {
        e.addSuppressed(unwritten);
      }
    }
    return ErrorStatusUpdateControl.noStatusUpdate();
  }

  /**
   * The Java Operator SDK would do it afterwards; an event is to tell what has been written.
   *
   * @return whether something was edited or asked for since it was read, or the application made
   *     anew: the Java Operator SDK takes the event of that for one that its own write has made
   *     obsolete
   */
  private boolean write(
      ThreeTierApp app, ThreeTierAppStatus status, Context<ThreeTierApp> context) {
    var written =
        context
            .resourceOperations()
            .serverSideApplyPrimaryStatus(StatusUpdates.withStatus(app, status));
    statusUpdates.written(app);
    announcements.transition(app, status);
    return !Objects.equals(written.getMetadata().getUid(), app.getMetadata().getUid())
        || new SpecOrRequest().accept(written, app);
  }

  private Cluster cluster(
      ThreeTierApp app,
      Context<ThreeTierApp> context,
      Map<Reference, String> references,
      OptionalKinds.Seen httpRoutes,
      OptionalKinds.Seen clusters) {
    var fresh = new Credentials(Credentials.newPassword(random), Credentials.newPassword(random));
    return new Cluster(
        app,
        context,
        references,
        referencedObjects.certificates(app),
        referencedObjects.errorPages(app),
        referencedObjects.external(app),
        reloads,
        rotations,
        httpRoutes,
        clusters,
        fresh,
        Credentials.newPassword(random),
        Credentials.newPassword(random),
        serverCertificates.see(app, context, referencedObjects.serverCertificate(app)),
        referencedObjects.initialSql(app));
  }

  private static UpdateControl<ThreeTierApp> lookAgain(Stream<Optional<Duration>> reasons) {
    var update = UpdateControl.<ThreeTierApp>noUpdate();
    return reasons
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder())
        .map(update::rescheduleAfter)
        .orElse(update);
  }
}

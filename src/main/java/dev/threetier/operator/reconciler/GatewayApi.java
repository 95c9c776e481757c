package dev.threetier.operator.reconciler;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.api.v1alpha1.ThreeTierAppStatus;
import dev.threetier.operator.dependent.HttpRouteDependent;
import dev.threetier.operator.status.PublicationDiagnosis;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.EventSourceRetriever;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import io.javaoperatorsdk.operator.processing.event.source.informer.TransformingItemStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * HTTPRoutes, a kind that a cluster may have or not, get and lose. While some application asks for
 * one, the definition of the kind is watched, and while it is there, so are the HTTPRoutes.
 */
final class GatewayApi extends AbstractEventSource<CustomResourceDefinition, ThreeTierApp>
    implements ResourceEventAware<ThreeTierApp>, ResourceEventHandler<CustomResourceDefinition> {

  private static final String DEFINITION = "httproutes.gateway.networking.k8s.io";
  private static final String VERSION = "v1";

  /** An attempt may last until a time-out, and each application that asks would make its own. */
  private static final Duration FAULT_HOLDS = Duration.ofSeconds(10);

  private final KubernetesClient client;
  private final Clock clock;
  private final HttpRouteDependent routes = new HttpRouteDependent();

  /** Held while HTTPRoutes are listed, unlike this. */
  private final Object routesLock = new Object();

  private final Set<ResourceID> apps = ConcurrentHashMap.newKeySet();
  private volatile @Nullable SharedIndexInformer<CustomResourceDefinition> definition;
  private volatile @Nullable EventSourceRetriever<ThreeTierApp> eventSources;
  private volatile @Nullable Fault fault;

  GatewayApi(KubernetesClient client, Clock clock) {
    super(CustomResourceDefinition.class, "gateway-api");
    this.client = client;
    this.clock = clock;
  }

  /**
   * Whether the application's HTTPRoute can be written; from then on it is watched. What keeps it
   * from being watched is no reason not to care for the application's other objects.
   */
  Seen see(ThreeTierApp app, Context<ThreeTierApp> context) {
    if (!concerns(app)) {
      return Seen.NOT_SERVED;
    }
    var id = ResourceID.fromResource(app);
    apps.add(id);
    // Deleted meanwhile: nobody would end what is begun now.
    if (context.getPrimaryCache().get(id).isEmpty()) {
      forget(id);
      return Seen.NOT_SERVED;
    }
    eventSources = context.eventSourceRetriever();
    return lastFault().orElseGet(this::follow);
  }

  /** The same as far as it is known, without a request. */
  Seen seen(ThreeTierApp app) {
    return concerns(app)
        ? lastFault().orElseGet(() -> isDefined() ? Seen.SERVED : Seen.NOT_SERVED)
        : Seen.NOT_SERVED;
  }

  /**
   * To be told the new status: when neither it nor the spec has an HTTPRoute, nothing is watched.
   */
  void release(ThreeTierApp app, ThreeTierAppStatus status) {
    if (!wants(app) && !PublicationDiagnosis.hasRoute(status)) {
      forget(ResourceID.fromResource(app));
    }
  }

  /** To be called where it is served, after the kinds that every cluster has. */
  void reconcile(ThreeTierApp app, Context<ThreeTierApp> context) {
    routes.reconcile(app, context);
  }

  /** It wants one, or has one that may have to go. */
  private static boolean concerns(ThreeTierApp app) {
    return wants(app)
        || (app.getStatus() != null && PublicationDiagnosis.hasRoute(app.getStatus()));
  }

  private static boolean wants(ThreeTierApp app) {
    return app.getSpec().loadBalancer().httpRoute() != null;
  }

  private Seen follow() {
    try {
      // Without a lock; who comes while it starts waits for the same start.
      definition().run();
      return followRoutes();
    } catch (RuntimeException e) {
      return failed(e);
    }
  }

  private synchronized SharedIndexInformer<CustomResourceDefinition> definition() {
    var known = definition;
    // One that could not start has ended; one that has started tries again by itself.
    if (known != null && !known.stopped().toCompletableFuture().isDone()) {
      return known;
    }
    closeDefinition();
    var informer =
        client
            .apiextensions()
            .v1()
            .customResourceDefinitions()
            .withName(DEFINITION)
            .runnableInformer(0);
    informer.itemStore(new TransformingItemStore<>(GatewayApi::essence));
    informer.addEventHandler(this);
    definition = informer;
    return informer;
  }

  private synchronized void closeDefinition() {
    var informer = definition;
    definition = null;
    if (informer != null) {
      informer.close();
    }
  }

  private synchronized void closeUnusedDefinition() {
    if (apps.isEmpty()) {
      closeDefinition();
    }
  }

  private void forget(ResourceID app) {
    if (apps.remove(app) && apps.isEmpty()) {
      closeUnusedDefinition();
      followRoutes();
    }
  }

  /** Watches HTTPRoutes while somebody asks for one and there are any; tells whether it does. */
  private Seen followRoutes() {
    var sources = eventSources;
    if (sources == null) {
      return Seen.NOT_SERVED;
    }
    synchronized (routesLock) {
      if (apps.isEmpty() || !isDefined()) {
        sources.dynamicallyDeRegisterEventSource(routes.name());
        return Seen.NOT_SERVED;
      }
      return lastFault().orElseGet(() -> watchRoutes(sources));
    }
  }

  private Seen watchRoutes(EventSourceRetriever<ThreeTierApp> sources) {
    try {
      sources.dynamicallyRegisterEventSource(
          routes.eventSource(sources.eventSourceContextForDynamicRegistration()).orElseThrow());
      return Seen.SERVED;
    } catch (RuntimeException e) {
      sources.dynamicallyDeRegisterEventSource(routes.name());
      return failed(e);
    }
  }

  private Seen failed(RuntimeException e) {
    var seen = new Seen(false, Optional.of(Causes.told(e)));
    fault = new Fault(seen, clock.instant().plus(FAULT_HOLDS));
    return seen;
  }

  private Optional<Seen> lastFault() {
    return Optional.ofNullable(fault)
        .filter(last -> last.until().isAfter(clock.instant()))
        .map(Fault::seen);
  }

  /** The schema, which is nearly all of it, is not kept. */
  private static CustomResourceDefinition essence(CustomResourceDefinition definition) {
    return new CustomResourceDefinitionBuilder()
        .withMetadata(definition.getMetadata().edit().withManagedFields().build())
        .withNewSpec()
        .withVersions(
            definition.getSpec().getVersions().stream().map(GatewayApi::withoutSchema).toList())
        .endSpec()
        .withStatus(definition.getStatus())
        .build();
  }

  private static CustomResourceDefinitionVersion withoutSchema(
      CustomResourceDefinitionVersion version) {
    return new CustomResourceDefinitionVersionBuilder()
        .withName(version.getName())
        .withServed(version.getServed())
        .build();
  }

  private boolean isDefined() {
    var informer = definition;
    return informer != null && informer.getStore().list().stream().anyMatch(GatewayApi::isServed);
  }

  static boolean isServed(CustomResourceDefinition definition) {
    return definition.getMetadata().getDeletionTimestamp() == null
        && definition.getSpec().getVersions().stream()
            .anyMatch(version -> version.getName().equals(VERSION) && version.getServed())
        && definition.getStatus() != null
        // As the API server creates it.
        && definition.getStatus().getConditions() != null
        && definition.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Established") && c.getStatus().equals("True"));
  }

  @Override
  public void onAdd(CustomResourceDefinition added) {
    changed();
  }

  @Override
  public void onUpdate(CustomResourceDefinition before, CustomResourceDefinition now) {
    if (isServed(before) != isServed(now)) {
      changed();
    }
  }

  @Override
  public void onDelete(CustomResourceDefinition deleted, boolean finalStateUnknown) {
    changed();
  }

  private void changed() {
    if (!isDefined()) {
      followRoutes();
    }
    apps.forEach(app -> getEventHandler().handleEvent(new Event(app)));
  }

  @Override
  public void onResourceDeleted(ThreeTierApp app) {
    forget(ResourceID.fromResource(app));
  }

  @Override
  public Set<CustomResourceDefinition> getSecondaryResources(ThreeTierApp app) {
    return Set.of();
  }

  @Override
  public void stop() {
    super.stop();
    apps.clear();
    closeDefinition();
  }

  /**
   * What is known of HTTPRoutes.
   *
   * @param served whether they can be written
   * @param fault what keeps the operator from knowing it
   */
  record Seen(boolean served, Optional<String> fault) {

    static final Seen SERVED = new Seen(true, Optional.empty());
    static final Seen NOT_SERVED = new Seen(false, Optional.empty());
  }

  private record Fault(Seen seen, Instant until) {}
}

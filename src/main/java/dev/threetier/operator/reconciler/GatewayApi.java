package dev.threetier.operator.reconciler;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
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

  private final KubernetesClient client;
  private final HttpRouteDependent routes = new HttpRouteDependent();

  /** Not this, which is held while the definition is listed, and needed when event sources stop. */
  private final Object routesLock = new Object();

  private final Set<ResourceID> apps = ConcurrentHashMap.newKeySet();
  private volatile @Nullable SharedIndexInformer<CustomResourceDefinition> definition;
  private volatile @Nullable EventSourceRetriever<ThreeTierApp> eventSources;

  GatewayApi(KubernetesClient client) {
    super(CustomResourceDefinition.class, "gateway-api");
    this.client = client;
  }

  /** Whether the application's HTTPRoute can be written; from then on it is watched. */
  boolean isServed(ThreeTierApp app, Context<ThreeTierApp> context) {
    if (!concerns(app)) {
      forget(app);
      return false;
    }
    eventSources = context.eventSourceRetriever();
    watchDefinition(app);
    return followRoutes();
  }

  /** The same as far as it is known, without a request. */
  boolean isSeenServed(ThreeTierApp app) {
    return concerns(app) && isDefined();
  }

  /** To be called where it is served, after the kinds that every cluster has. */
  void reconcile(ThreeTierApp app, Context<ThreeTierApp> context) {
    routes.reconcile(app, context);
  }

  /** It wants one, or has one that may have to go. */
  private static boolean concerns(ThreeTierApp app) {
    return app.getSpec().loadBalancer().httpRoute() != null || PublicationDiagnosis.hasRoute(app);
  }

  private synchronized void watchDefinition(ThreeTierApp app) {
    apps.add(ResourceID.fromResource(app));
    var known = definition;
    // An informer ends for good when the API server answers its watch with an error.
    if (known != null && known.isRunning()) {
      return;
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
    informer.run();
    definition = informer;
  }

  private synchronized void closeDefinition() {
    var informer = definition;
    definition = null;
    if (informer != null) {
      informer.close();
    }
  }

  private synchronized boolean isLast(ThreeTierApp app) {
    var last = apps.remove(ResourceID.fromResource(app)) && apps.isEmpty();
    if (last) {
      closeDefinition();
    }
    return last;
  }

  private void forget(ThreeTierApp app) {
    if (isLast(app)) {
      followRoutes();
    }
  }

  /** Watches HTTPRoutes while somebody asks for one and there are any; tells whether it does. */
  private boolean followRoutes() {
    var sources = eventSources;
    if (sources == null) {
      return false;
    }
    synchronized (routesLock) {
      if (!apps.isEmpty() && isDefined()) {
        sources.dynamicallyRegisterEventSource(
            routes.eventSource(sources.eventSourceContextForDynamicRegistration()).orElseThrow());
        if (isDefined()) {
          return true;
        }
        // It went in that moment, and the watch of what is not there would end the operator.
      }
      sources.dynamicallyDeRegisterEventSource(routes.name());
      return false;
    }
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
    forget(app);
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
}

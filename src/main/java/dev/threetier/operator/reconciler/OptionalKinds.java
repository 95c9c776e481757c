package dev.threetier.operator.reconciler;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.dependent.ChildDependent;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Kinds that a cluster may have or not, get and lose. While some application asks for an object of
 * theirs, the definitions of the kinds are watched, and while all are there, so are the objects.
 */
abstract class OptionalKinds extends AbstractEventSource<CustomResourceDefinition, ThreeTierApp>
    implements ResourceEventAware<ThreeTierApp>, ResourceEventHandler<CustomResourceDefinition> {

  private static final String VERSION = "v1";

  /** An attempt may last until a time-out, and each application that asks would make its own. */
  private static final Duration FAULT_HOLDS = Duration.ofSeconds(10);

  private final KubernetesClient client;
  private final Clock clock;
  private final List<ChildDependent<?>> dependents;

  /** Held while objects are listed, unlike this. */
  private final Object objectsLock = new Object();

  private final Set<ResourceID> apps = ConcurrentHashMap.newKeySet();

  /** By name; none is watched where nobody asks. */
  private final Map<String, SharedIndexInformer<CustomResourceDefinition>> definitions =
      new ConcurrentHashMap<>();

  private final Set<String> definitionNames;
  private volatile @Nullable EventSourceRetriever<ThreeTierApp> eventSources;
  private volatile @Nullable Fault fault;

  /**
   * The kinds of one project, of which it brings all or none.
   *
   * @param definitions the names of theirs
   */
  OptionalKinds(
      String name,
      Set<String> definitions,
      List<ChildDependent<?>> dependents,
      KubernetesClient client,
      Clock clock) {
    super(CustomResourceDefinition.class, name);
    this.definitionNames = definitions;
    this.dependents = dependents;
    this.client = client;
    this.clock = clock;
  }

  /** Whether the application asks for an object, or has one that may have to go. */
  abstract boolean concerns(ThreeTierApp app);

  /**
   * Whether the application's objects can be written; from then on they are watched. What keeps
   * them from being watched is no reason not to care for the application's other objects.
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

  /** To be called where they are served, after the kinds that every cluster has. */
  void reconcile(ThreeTierApp app, Context<ThreeTierApp> context) {
    dependents.forEach(dependent -> dependent.reconcile(app, context));
  }

  private Seen follow() {
    try {
      // Without a lock; who comes while it starts waits for the same start.
      definitionNames.stream().map(this::definition).forEach(SharedIndexInformer::run);
      return followObjects();
    } catch (RuntimeException e) {
      return failed(e);
    }
  }

  private synchronized SharedIndexInformer<CustomResourceDefinition> definition(String name) {
    var known = definitions.get(name);
    // One that could not start has ended; one that has started tries again by itself.
    if (known != null && !known.stopped().toCompletableFuture().isDone()) {
      return known;
    }
    if (known != null) {
      known.close();
    }
    var informer =
        client.apiextensions().v1().customResourceDefinitions().withName(name).runnableInformer(0);
    informer.itemStore(new TransformingItemStore<>(OptionalKinds::essence));
    informer.addEventHandler(this);
    definitions.put(name, informer);
    return informer;
  }

  private synchronized void closeDefinitions() {
    definitions.values().forEach(SharedIndexInformer::close);
    definitions.clear();
  }

  private synchronized void closeUnusedDefinitions() {
    if (apps.isEmpty()) {
      closeDefinitions();
    }
  }

  final void forget(ResourceID app) {
    if (apps.remove(app) && apps.isEmpty()) {
      closeUnusedDefinitions();
      followObjects();
    }
  }

  /** Watches the objects while somebody asks for one and there are any; tells whether it does. */
  private Seen followObjects() {
    var sources = eventSources;
    if (sources == null) {
      return Seen.NOT_SERVED;
    }
    synchronized (objectsLock) {
      if (apps.isEmpty() || !isDefined()) {
        ignoreObjects(sources);
        return Seen.NOT_SERVED;
      }
      return lastFault().orElseGet(() -> watchObjects(sources));
    }
  }

  private Seen watchObjects(EventSourceRetriever<ThreeTierApp> sources) {
    try {
      var context = sources.eventSourceContextForDynamicRegistration();
      dependents.forEach(
          dependent ->
              sources.dynamicallyRegisterEventSource(dependent.eventSource(context).orElseThrow()));
      return Seen.SERVED;
    } catch (RuntimeException e) {
      ignoreObjects(sources);
      return failed(e);
    }
  }

  private void ignoreObjects(EventSourceRetriever<ThreeTierApp> sources) {
    dependents.forEach(dependent -> sources.dynamicallyDeRegisterEventSource(dependent.name()));
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
            definition.getSpec().getVersions().stream().map(OptionalKinds::withoutSchema).toList())
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
    return definitionNames.stream().allMatch(this::isDefined);
  }

  private boolean isDefined(String name) {
    var informer = definitions.get(name);
    return informer != null
        && informer.getStore().list().stream().anyMatch(OptionalKinds::isServed);
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
      followObjects();
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
    closeDefinitions();
  }

  /**
   * What is known of the kinds.
   *
   * @param served whether their objects can be written
   * @param fault what keeps the operator from knowing it
   */
  record Seen(boolean served, Optional<String> fault) {

    static final Seen SERVED = new Seen(true, Optional.empty());
    static final Seen NOT_SERVED = new Seen(false, Optional.empty());
  }

  private record Fault(Seen seen, Instant until) {}
}

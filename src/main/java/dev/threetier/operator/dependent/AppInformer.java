package dev.threetier.operator.dependent;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.blueprint.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.LifecycleAware;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.PrimaryToSecondaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.TransformingItemStore;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * The objects of one kind that carry the operator's label, found by application.
 *
 * <p>The class that it extends answers with a hash set, and to hash an object is to walk through
 * all of it: a quarter of the operator's processor time went there.
 *
 * @param <R> the kind
 */
public class AppInformer<R extends HasMetadata> extends InformerEventSource<R, ThreeTierApp> {

  /** A list comes in pages of so many objects, for all of it at once takes much memory. */
  private static final long PAGE = 50;

  private final Index index;

  /**
   * The informer of a kind.
   *
   * @param essence what of an object is worth its memory
   * @param isNews whether the application is to be reconciled after an update
   */
  public AppInformer(
      Class<R> kind,
      String name,
      EventSourceContext<ThreeTierApp> context,
      UnaryOperator<R> essence,
      OnUpdateFilter<R> isNews) {
    this(configuration(kind, name, essence, isNews), context, new Index());
  }

  private AppInformer(
      InformerEventSourceConfiguration.Builder<R> configuration,
      EventSourceContext<ThreeTierApp> context,
      Index index) {
    super(configuration.withPrimaryToSecondaryMapper(index).build(), context);
    this.index = index;
  }

  private static <R extends HasMetadata> InformerEventSourceConfiguration.Builder<R> configuration(
      Class<R> kind, String name, UnaryOperator<R> essence, OnUpdateFilter<R> isNews) {
    return InformerEventSourceConfiguration.from(kind, ThreeTierApp.class)
        .withName(name)
        .withLabelSelector(Labels.MANAGED)
        .withSecondaryToPrimaryMapper(AppInformer::appOf)
        .withItemStore(new TransformingItemStore<>(essence))
        .withOnUpdateFilter(isNews)
        .withInformerListLimit(PAGE);
  }

  /** The application that an object belongs to by its labels. */
  static Set<ResourceID> appOf(HasMetadata object) {
    var metadata = object.getMetadata();
    var app = metadata.getLabels().get(Labels.INSTANCE);
    return app == null ? Set.of() : Set.of(new ResourceID(app, metadata.getNamespace()));
  }

  @Override
  public Set<R> getSecondaryResources(ThreeTierApp app) {
    Set<R> objects = Collections.newSetFromMap(new IdentityHashMap<>());
    for (ResourceID id : index.toSecondaryResourceIDs(app)) {
      get(id).ifPresent(objects::add);
    }
    return objects;
  }

  @Override
  public synchronized void start() {
    if (isRunning()) {
      return;
    }
    try {
      super.start();
    } catch (RuntimeException e) {
      // Some of its namespaces' informers may have started; what does not run is not stopped.
      LifecycleAware informers = manager();
      informers.stop();
      throw e;
    }
    list(object -> true).forEach(index::add);
  }

  @Override
  public void onAdd(R object) {
    index.add(object);
    super.onAdd(object);
  }

  @Override
  public void onUpdate(R before, R object) {
    var earlier = appOf(before);
    if (!earlier.equals(appOf(object))) {
      index.remove(before);
    }
    index.add(object);
    super.onUpdate(before, object);
    if (!earlier.equals(appOf(object))) {
      earlier.forEach(app -> getEventHandler().handleEvent(new Event(app)));
    }
  }

  @Override
  public synchronized void onDelete(R object, boolean finalStateUnknown) {
    index.remove(object);
    super.onDelete(object, finalStateUnknown);
  }

  @Override
  public void handleRecentResourceCreate(ResourceID id, R object) {
    index.add(object);
    super.handleRecentResourceCreate(id, object);
  }

  @Override
  public void handleRecentResourceUpdate(ResourceID id, R object, R before) {
    index.add(object);
    super.handleRecentResourceUpdate(id, object, before);
  }

  /** Which objects an application has. */
  private static final class Index implements PrimaryToSecondaryMapper<ThreeTierApp> {

    private final Map<ResourceID, Set<ResourceID>> objects = new ConcurrentHashMap<>();

    @Override
    public Set<ResourceID> toSecondaryResourceIDs(ThreeTierApp app) {
      return objects.getOrDefault(ResourceID.fromResource(app), Set.of());
    }

    void add(HasMetadata object) {
      for (ResourceID app : appOf(object)) {
        objects.compute(
            app,
            (key, known) -> {
              var ids = known == null ? ConcurrentHashMap.<ResourceID>newKeySet() : known;
              ids.add(ResourceID.fromResource(object));
              return ids;
            });
      }
    }

    void remove(HasMetadata object) {
      for (ResourceID app : appOf(object)) {
        objects.computeIfPresent(
            app,
            (key, ids) -> {
              ids.remove(ResourceID.fromResource(object));
              return ids.isEmpty() ? null : ids;
            });
      }
    }
  }
}

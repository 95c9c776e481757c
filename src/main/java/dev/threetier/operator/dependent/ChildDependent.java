package dev.threetier.operator.dependent;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.blueprint.Blueprint;
import dev.threetier.operator.blueprint.Digest;
import dev.threetier.operator.blueprint.ManagedFields;
import dev.threetier.operator.blueprint.Tier;
import dev.threetier.operator.status.WriteFailure;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.dependent.GarbageCollected;
import io.javaoperatorsdk.operator.processing.dependent.BulkUpdater;
import io.javaoperatorsdk.operator.processing.dependent.Creator;
import io.javaoperatorsdk.operator.processing.dependent.KubernetesBulkDependentResource;
import io.javaoperatorsdk.operator.processing.dependent.Matcher;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The objects of one kind that an application is made of. The Java Operator SDK creates, matches,
 * updates and prunes them; here stands what differs from its ways: one object that cannot be
 * written does not keep the others from being written, an object of the same name that is not the
 * application's is left alone, and what matched before is not matched again until it changes.
 *
 * @param <R> the kind
 */
public abstract class ChildDependent<R extends HasMetadata>
    extends KubernetesDependentResource<R, ThreeTierApp>
    implements KubernetesBulkDependentResource<R, ThreeTierApp>,
        Creator<R, ThreeTierApp>,
        BulkUpdater<R, ThreeTierApp>,
        GarbageCollected<ThreeTierApp> {

  /**
   * Answers that do not change by asking again: bad request, forbidden, gone, too large, invalid.
   */
  private static final Set<Integer> REFUSALS = Set.of(400, 403, 404, 413, 422);

  private final Function<Blueprint, List<R>> desired;
  private final Map<String, String> matched = new ConcurrentHashMap<>();

  ChildDependent(Class<R> kind, Function<Blueprint, List<R>> desired) {
    super(kind);
    this.desired = desired;
  }

  @Override
  public Map<ResourceID, R> desiredResources(ThreeTierApp app, Context<ThreeTierApp> context) {
    return desired.apply(Reconciliation.of(context).blueprint()).stream()
        .collect(Collectors.toMap(ResourceID::fromResource, Function.identity()));
  }

  @Override
  public Matcher.Result<R> match(
      R actual, R wanted, ThreeTierApp app, Context<ThreeTierApp> context) {
    if (isOfEarlierApplication(app, actual)) {
      Reconciliation.of(context).failed(WriteFailure.ofEarlierApplication(wanted));
      return Matcher.Result.computed(true, wanted);
    }
    var pair = digest(actual, wanted);
    var uid = actual.getMetadata().getUid();
    if (pair.equals(matched.get(uid))) {
      return Matcher.Result.computed(true, wanted);
    }
    var result = super.match(actual, wanted, app, context);
    if (result.matched()) {
      matched.put(uid, pair);
    }
    return result;
  }

  /** What the API server has just made of an object matches it. */
  private R remember(R written, R wanted) {
    wanted.getMetadata().setResourceVersion(null);
    matched.put(written.getMetadata().getUid(), digest(written, wanted));
    return written;
  }

  @Override
  public R create(R wanted, ThreeTierApp app, Context<ThreeTierApp> context) {
    try {
      return remember(super.create(wanted, app, context), wanted);
    } catch (KubernetesClientException e) {
      return e.getCode() == HttpURLConnection.HTTP_CONFLICT
          ? takeBack(wanted, app, context)
          : report(e, wanted, wanted, context);
    }
  }

  @Override
  public R update(R actual, R wanted, ThreeTierApp app, Context<ThreeTierApp> context) {
    try {
      return remember(super.update(actual, wanted, app, context), wanted);
    } catch (KubernetesClientException e) {
      return report(e, wanted, actual, context);
    }
  }

  /** Only what the application controls is pruned, and nothing of a tier that is held. */
  @Override
  public void deleteTargetResource(
      ThreeTierApp app, R resource, ResourceID key, Context<ThreeTierApp> context) {
    var held =
        Tier.of(resource.getMetadata().getLabels())
            .filter(Reconciliation.of(context).held()::contains)
            .isPresent();
    if (!held && isControlledBy(app, resource)) {
      super.deleteTargetResource(app, resource, key, context);
    }
  }

  /** The blueprint names the owner itself, for some objects have none. */
  @Override
  protected void addReferenceHandlingMetadata(R wanted, ThreeTierApp app) {}

  /** What could not be created is not put into the cache. */
  @Override
  protected void onCreated(ThreeTierApp app, R created, Context<ThreeTierApp> context) {
    if (created.getMetadata().getUid() != null) {
      super.onCreated(app, created, context);
    }
  }

  @Override
  protected InformerEventSource<R, ThreeTierApp> createEventSource(
      EventSourceContext<ThreeTierApp> context) {
    var manager = context.getControllerConfiguration().fieldManager();
    var source =
        new AppInformer<>(
            resourceType(), name(), context, new OwnedFields<>(manager), (now, before) -> true) {
          @Override
          public synchronized void onDelete(R child, boolean finalStateUnknown) {
            matched.remove(child.getMetadata().getUid());
            super.onDelete(child, finalStateUnknown);
          }
        };
    setEventSource(source);
    return source;
  }

  /**
   * An object of that name is there, but not among those that the informer selects. It is the
   * application's own if somebody changed its labels; else it is not to be touched. Only its labels
   * are put back: what is wanted was drawn without knowing the object, so a Secret would get new
   * passwords. The rest is repaired by the next reconciliation.
   */
  private R takeBack(R wanted, ThreeTierApp app, Context<ThreeTierApp> context) {
    wanted.getMetadata().setResourceVersion(null);
    var existing = context.getClient().resource(wanted).get();
    if (existing == null) {
      return report(
          new KubernetesClientException("deleted while it was created"), wanted, wanted, context);
    }
    if (!isControlledBy(app, existing) && !isRetained(existing, context)) {
      Reconciliation.of(context)
          .failed(
              isOfEarlierApplication(app, existing)
                  ? WriteFailure.ofEarlierApplication(wanted)
                  : WriteFailure.nameConflict(wanted));
      return wanted;
    }
    try {
      var found =
          context
              .getClient()
              .resource(existing)
              .patch(
                  PatchContext.of(PatchType.JSON_MERGE),
                  context
                      .getClient()
                      .getKubernetesSerialization()
                      .asJson(
                          Map.of("metadata", Map.of("labels", wanted.getMetadata().getLabels()))));
      Reconciliation.of(context).begunRepair();
      return found;
    } catch (KubernetesClientException e) {
      return report(e, wanted, wanted, context);
    }
  }

  /** A refusal is told in the status; anything else is an error of the reconciliation. */
  private R report(KubernetesClientException e, R wanted, R result, Context<ThreeTierApp> context) {
    if (!REFUSALS.contains(e.getCode())) {
      throw e;
    }
    var message = e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage();
    Reconciliation.of(context).failed(WriteFailure.refused(wanted, e.getCode(), message));
    return result;
  }

  /** Deleted and made again by name, faster than the garbage collector works. */
  private static boolean isOfEarlierApplication(ThreeTierApp app, HasMetadata resource) {
    return !isControlledBy(app, resource)
        && resource.getMetadata().getOwnerReferences().stream()
            .anyMatch(
                owner ->
                    owner.getKind().equals(app.getKind())
                        && owner.getName().equals(app.getMetadata().getName()));
  }

  private static boolean isControlledBy(ThreeTierApp app, HasMetadata resource) {
    return resource.getMetadata().getOwnerReferences().stream()
        .anyMatch(owner -> owner.getUid().equals(app.getMetadata().getUid()));
  }

  /** Without an owner and last applied by this operator: kept from an application that was. */
  private static boolean isRetained(HasMetadata resource, Context<ThreeTierApp> context) {
    var manager = context.getControllerConfiguration().fieldManager();
    return resource.getMetadata().getOwnerReferences().isEmpty()
        && resource.getMetadata().getManagedFields().stream()
            .anyMatch(entry -> ManagedFields.isApplied(entry, manager));
  }

  /** A desired object and what matters of the actual one, to see whether either has changed. */
  private String digest(R actual, R wanted) {
    var is = actual.getMetadata();
    var should = wanted.getMetadata();
    return Digest.of(
        Map.of(
            "wanted", wanted.toString(),
            "version", ChildVersion.of(actual),
            "labels", wantedOf(is.getLabels(), should.getLabels()).toString(),
            "annotations", wantedOf(is.getAnnotations(), should.getAnnotations()).toString(),
            "owners", is.getOwnerReferences().toString()));
  }

  /** Others may label and annotate too, as the Deployment controller does. */
  private static Map<String, String> wantedOf(
      @Nullable Map<String, String> actual, @Nullable Map<String, String> wanted) {
    if (actual == null || wanted == null || wanted.isEmpty()) {
      return Map.of();
    }
    var result = new TreeMap<>(actual);
    result.keySet().retainAll(wanted.keySet());
    return result;
  }
}

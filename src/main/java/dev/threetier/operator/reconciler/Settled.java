package dev.threetier.operator.reconciler;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.blueprint.Facts;
import dev.threetier.operator.dependent.ChildVersion;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what was there when an application's objects were last found to be as they should. Most
 * events tell of pods and of status; while they leave this as it was, nothing is compared again.
 */
final class Settled extends AbstractEventSource<HasMetadata, ThreeTierApp>
    implements ResourceEventAware<ThreeTierApp> {

  private final Map<ResourceID, State> states = new ConcurrentHashMap<>();

  Settled() {
    super(HasMetadata.class, "settled");
  }

  /** It is an event source only to hear of the end of applications. */
  @Override
  public void onResourceDeleted(ThreeTierApp app) {
    states.remove(ResourceID.fromResource(app));
  }

  @Override
  public Set<HasMetadata> getSecondaryResources(ThreeTierApp app) {
    return Set.of();
  }

  boolean is(ThreeTierApp app, State now) {
    return now.equals(states.get(ResourceID.fromResource(app)));
  }

  /**
   * To be told after each comparison. The state before and after it are the same when nothing was
   * written and nothing was edited meanwhile.
   */
  void compared(ThreeTierApp app, State before, State after, boolean complete) {
    var id = ResourceID.fromResource(app);
    if (complete && before.equals(after)) {
      states.put(id, after);
    } else {
      states.remove(id);
    }
  }

  /** All that decides what is to be written: what is wanted, what is known, what is there. */
  record State(String uid, @Nullable Long generation, Facts facts, Set<Child> children) {

    static State of(ThreeTierApp app, Facts facts, Stream<? extends HasMetadata> children) {
      var metadata = app.getMetadata();
      var set = new HashSet<Child>();
      children.forEach(child -> set.add(Child.of(child)));
      return new State(metadata.getUid(), metadata.getGeneration(), facts, set);
    }
  }

  /** An object without its status, as far as its version leaves that out. */
  record Child(
      String uid,
      String version,
      Map<String, String> labels,
      Map<String, String> annotations,
      Set<OwnerReference> owners) {

    static Child of(HasMetadata object) {
      var metadata = object.getMetadata();
      return new Child(
          metadata.getUid(),
          ChildVersion.of(object),
          Objects.requireNonNullElse(metadata.getLabels(), Map.of()),
          Objects.requireNonNullElse(metadata.getAnnotations(), Map.of()),
          Set.copyOf(metadata.getOwnerReferences()));
    }
  }
}

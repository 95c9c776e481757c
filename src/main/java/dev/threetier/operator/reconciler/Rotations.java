package dev.threetier.operator.reconciler;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.blueprint.Rotation;
import dev.threetier.operator.status.Rotating;
import dev.threetier.operator.status.WriteFailure;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the database's pods say of the logins that they are to open and close. They are asked only
 * while a rotation waits for them.
 */
final class Rotations extends AbstractEventSource<Pod, ThreeTierApp>
    implements ResourceEventAware<ThreeTierApp> {

  private static final String WANTED = "threetier.dev/wanted-logins";

  /** Not at once: a Secret that somebody sets back again and again is not to keep it busy. */
  private static final Duration SOON = Duration.ofSeconds(1);

  /** Sessions that are not the application's may last. */
  private static final Duration KEPT = Duration.ofSeconds(15);

  private final ReloaderLogs logs;
  private final Map<ResourceID, String> doneByApp = new ConcurrentHashMap<>();

  Rotations(KubernetesClient client) {
    super(Pod.class, "rotations");
    this.logs = new ReloaderLogs(client);
  }

  /** It is an event source only to hear of the end of applications. */
  @Override
  public void onResourceDeleted(ThreeTierApp app) {
    doneByApp.remove(ResourceID.fromResource(app));
  }

  @Override
  public Set<Pod> getSecondaryResources(ThreeTierApp app) {
    return Set.of();
  }

  /** Whether the database has said that it has done the step. */
  boolean isDone(ThreeTierApp app, Rotation rotation) {
    return rotation.waitsForDatabase()
        && rotation.state().equals(doneByApp.get(ResourceID.fromResource(app)));
  }

  /** Asks these pods, if the step waits for them, and tells how far it is. */
  Rotating ask(ThreeTierApp app, Rotation rotation, List<Pod> databases) {
    if (!rotation.waitsForDatabase() || isDone(app, rotation)) {
      return new Rotating(rotation, Optional.empty());
    }
    var said =
        databases.stream()
            .findFirst()
            .flatMap(
                pod ->
                    logs.ask(
                        pod,
                        WANTED,
                        rotation.state(),
                        Rotating.WORDS,
                        line -> Rotating.isAbout(line, rotation)));
    var rotating = new Rotating(rotation, said);
    if (rotating.isDone()) {
      doneByApp.put(ResourceID.fromResource(app), rotation.state());
    }
    return rotating;
  }

  /** When to ask again, or to go on. */
  Optional<Duration> due(
      ThreeTierApp app, Rotating rotating, List<Pod> databases, List<WriteFailure> failures) {
    if (rotating.isHeldUp(app)) {
      return Optional.of(SOON).filter(any -> !app.getSpec().paused() && failures.isEmpty());
    }
    if (!rotating.rotation().waitsForDatabase()
        || databases.isEmpty()
        || failures.stream().anyMatch(failure -> failure.kind().equals("Secret"))) {
      return Optional.empty();
    }
    var waits = rotating.said().isPresent() && !isDone(app, rotating.rotation());
    return Optional.of(waits ? KEPT : SOON);
  }
}

package dev.threetier.operator.reconciler;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.blueprint.Backups;
import dev.threetier.operator.blueprint.Digest;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.Optional;
import java.util.Set;

/** Of all annotations of an application the one that asks for a backup wakes the reconciler. */
final class BackupRequests extends AbstractEventSource<ThreeTierApp, ThreeTierApp>
    implements ResourceEventAware<ThreeTierApp> {

  BackupRequests() {
    super(ThreeTierApp.class, "backup-requests");
  }

  /** The digest of what was written last. */
  static Optional<String> of(ThreeTierApp app) {
    return Optional.ofNullable(app.getMetadata().getAnnotations())
        .map(annotations -> annotations.get(Backups.REQUEST))
        .map(Digest::of);
  }

  @Override
  public void onResourceUpdated(ThreeTierApp app, ThreeTierApp before) {
    if (!of(app).equals(of(before))) {
      getEventHandler().handleEvent(new Event(ResourceID.fromResource(app)));
    }
  }

  @Override
  public Set<ThreeTierApp> getSecondaryResources(ThreeTierApp app) {
    return Set.of();
  }
}

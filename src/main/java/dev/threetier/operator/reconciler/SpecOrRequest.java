package dev.threetier.operator.reconciler;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.blueprint.BackupTrials;
import dev.threetier.operator.blueprint.Backups;
import dev.threetier.operator.blueprint.Rotation;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An application is reconciled when its spec is another, or one of the annotations that ask for
 * something.
 */
public final class SpecOrRequest implements OnUpdateFilter<ThreeTierApp> {

  private static final List<String> REQUESTS =
      List.of(Rotation.REQUEST, Backups.REQUEST, BackupTrials.REQUEST);

  @Override
  public boolean accept(ThreeTierApp now, ThreeTierApp before) {
    return !Objects.equals(now.getMetadata().getGeneration(), before.getMetadata().getGeneration())
        || REQUESTS.stream().anyMatch(key -> !annotation(now, key).equals(annotation(before, key)));
  }

  static Optional<String> annotation(ThreeTierApp app, String key) {
    return Optional.ofNullable(app.getMetadata().getAnnotations())
        .map(annotations -> annotations.get(key));
  }
}

package dev.threetier.operator.reconciler;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.blueprint.Rotation;
import io.javaoperatorsdk.operator.processing.event.source.filter.OnUpdateFilter;
import java.util.Objects;

/** An application is reconciled when its spec is another, or its annotation asks for something. */
public final class SpecOrRequest implements OnUpdateFilter<ThreeTierApp> {

  @Override
  public boolean accept(ThreeTierApp now, ThreeTierApp before) {
    return !Objects.equals(now.getMetadata().getGeneration(), before.getMetadata().getGeneration())
        || !Objects.equals(request(now), request(before));
  }

  private static String request(ThreeTierApp app) {
    var annotations = app.getMetadata().getAnnotations();
    return annotations == null ? "" : annotations.getOrDefault(Rotation.REQUEST, "");
  }
}

package dev.threetier.operator.blueprint;

import dev.threetier.operator.api.v1alpha1.StickySessions;
import java.util.Optional;

/**
 * The cookie by which a client comes back to its pod. Its value follows from the pod's address and
 * not from its slot, so it means the same to all HAProxy pods, and to those that replace them.
 */
record HaproxyStickySessions(StickySessions spec, Scope scope, Tier tier) {

  /** Empty if clients are not kept with the pods of that tier. */
  static Optional<HaproxyStickySessions> of(Scope scope, Tier tier) {
    return Optional.ofNullable(scope.spec().loadBalancer().stickySessions())
        .filter(spec -> spec.targets().stream().map(Tier::of).anyMatch(tier::equals))
        .map(spec -> new HaproxyStickySessions(spec, scope, tier));
  }

  String ofTier() {
    return """
        cookie %s-%s insert indirect nocache dynamic httponly%s attr SameSite=%s
        dynamic-cookie-key %s/%s
    """
        .formatted(
            spec.cookiePrefix(),
            tier.component(),
            spec.secure() ? " secure" : "",
            switch (spec.sameSite()) {
              case STRICT -> "Strict";
              case LAX -> "Lax";
              case NONE -> "None";
            },
            scope.namespace(),
            scope.name());
  }

  /** The Service stands for no pod to come back to: clients are told to forget the cookie. */
  String ofService() {
    return " cookie '; Max-Age=0'";
  }
}

package dev.threetier.operator.dependent;

import dev.threetier.operator.blueprint.Blueprint;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;

/**
 * The HTTPRoute through which the load balancer is reached. The cluster may have no such kind, so
 * it is no part of the workflow, whose kinds are watched from the start.
 */
public class HttpRouteDependent extends ChildDependent<HTTPRoute> {

  public HttpRouteDependent() {
    super(HTTPRoute.class, Blueprint::httpRoutes);
  }
}

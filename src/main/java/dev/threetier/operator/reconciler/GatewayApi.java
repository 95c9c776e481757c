package dev.threetier.operator.reconciler;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.api.v1alpha1.ThreeTierAppStatus;
import dev.threetier.operator.dependent.HttpRouteDependent;
import dev.threetier.operator.status.PublicationDiagnosis;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** HTTPRoutes. */
final class GatewayApi extends OptionalKinds {

  GatewayApi(KubernetesClient client, Clock clock) {
    super(
        "gateway-api",
        Set.of("httproutes.gateway.networking.k8s.io"),
        List.of(new HttpRouteDependent()),
        client,
        clock);
  }

  /**
   * To be told the new status: when neither it nor the spec has an HTTPRoute, nothing is watched.
   */
  void release(ThreeTierApp app, ThreeTierAppStatus status) {
    if (!wants(app) && !PublicationDiagnosis.hasRoute(status)) {
      forget(ResourceID.fromResource(app));
    }
  }

  @Override
  boolean concerns(ThreeTierApp app) {
    return wants(app)
        || (app.getStatus() != null && PublicationDiagnosis.hasRoute(app.getStatus()));
  }

  private static boolean wants(ThreeTierApp app) {
    return app.getSpec().loadBalancer().httpRoute() != null;
  }
}

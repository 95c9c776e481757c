package dev.threetier.operator.status;

import dev.threetier.operator.api.v1alpha1.GatewayReference;
import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.api.v1alpha1.ThreeTierAppStatus;
import dev.threetier.operator.blueprint.ManagedFields;
import dev.threetier.operator.blueprint.Names;
import dev.threetier.operator.blueprint.Tier;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.RouteParentStatus;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether the Ingress and the HTTPRoute that an application asks for work, and why not. */
public final class PublicationDiagnosis {

  static final String INGRESS = "Ingress";
  static final String ROUTE = "HTTPRoute";

  /** Controllers answer within a second or two; nothing tells that there is none. */
  static final Duration ANSWER_PATIENCE = Duration.ofSeconds(30);

  private final ThreeTierApp app;
  private final Observed.Published published;
  private final Instant now;
  private final String name;

  PublicationDiagnosis(ThreeTierApp app, Observed.Published published, Instant now) {
    this.app = app;
    this.published = published;
    this.now = now;
    this.name = new Names(app.getMetadata().getName()).tier(Tier.LOAD_BALANCER);
  }

  /** Whether there may be an HTTPRoute of the application, by its status. */
  public static boolean hasRoute(ThreeTierAppStatus status) {
    return condition(status).isPresent();
  }

  static Optional<Condition> condition(ThreeTierAppStatus status) {
    return Conditions.find(status.conditions(), ROUTE + "Ready");
  }

  /** Whether it was changed so lately that an answer to it may still come. */
  static boolean mayBeAnswered(HTTPRoute route, Instant now) {
    return ManagedFields.changed(route)
        .filter(time -> time.plus(ANSWER_PATIENCE).isAfter(now))
        .isPresent();
  }

  /** What was found of the Ingress that is wanted. */
  Optional<TierDiagnosis.Result> ingress() {
    return Optional.ofNullable(app.getSpec().loadBalancer().ingress())
        .map(wanted -> published.ingress().map(this::ingress).orElseGet(() -> waiting(INGRESS)));
  }

  private TierDiagnosis.Result ingress(Ingress ingress) {
    return Url.address(ingress)
        .map(
            address -> result(Reason.AVAILABLE, "%s %s is at %s".formatted(INGRESS, name, address)))
        .orElseGet(
            () ->
                result(
                    Reason.ADDRESS_PENDING,
                    "%s %s has no address: no controller has taken it up, or it tells none (%s)"
                        .formatted(INGRESS, name, className(ingress))));
  }

  private static String className(Ingress ingress) {
    var name = ingress.getSpec().getIngressClassName();
    return name == null ? "no ingressClassName, and no default class" : "class " + name;
  }

  /** What was found of the HTTPRoute that is wanted, or is there though it is not. */
  Optional<TierDiagnosis.Result> route() {
    var wanted = app.getSpec().loadBalancer().httpRoute();
    if (published.gatewayFault().isPresent()) {
      return published
          .gatewayFault()
          .map(fault -> result(Reason.RECONCILE_ERROR, "cannot watch HTTPRoutes: " + fault));
    }
    if (wanted == null) {
      return published
          .route()
          .filter(route -> route.getMetadata().getDeletionTimestamp() == null)
          .map(route -> unwanted());
    }
    if (!published.gatewayApi()) {
      return Optional.of(
          result(
              Reason.GATEWAY_API_MISSING,
              "the cluster has no HTTPRoutes: install version 1 of the Gateway API, or remove loadBalancer.httpRoute"));
    }
    return Optional.of(
        published
            .route()
            .map(route -> route(route, wanted.parentRefs()))
            .orElseGet(() -> waiting(ROUTE)));
  }

  /** Nothing of a tier is deleted while one of its objects cannot be written. */
  private TierDiagnosis.Result unwanted() {
    return app.getSpec().paused()
        ? result(
            Reason.PAUSED,
            "%s %s is not wanted, and is deleted when spec.paused is false".formatted(ROUTE, name))
        : result(
            Reason.WAITING,
            "%s %s is not wanted, and is deleted when the load balancer's objects can be written"
                .formatted(ROUTE, name));
  }

  /** A Gateway that refuses it is told before one that has not answered. */
  private TierDiagnosis.Result route(HTTPRoute route, List<GatewayReference> gateways) {
    return gateways.stream()
        .flatMap(gateway -> refusal(route, gateway).stream())
        .findFirst()
        .or(
            () ->
                gateways.stream()
                    .filter(gateway -> accepted(route, gateway).isEmpty())
                    .findFirst()
                    .map(gateway -> unanswered(route, gateway)))
        .orElseGet(() -> result(Reason.AVAILABLE, "all Gateways have accepted it"));
  }

  private Optional<TierDiagnosis.Result> refusal(HTTPRoute route, GatewayReference gateway) {
    if (accepted(route, gateway).isPresent()) {
      return answers(route, gateway, "ResolvedRefs")
          .filter(condition -> condition.getStatus().equals("False"))
          .findFirst()
          .map(condition -> refused(gateway, condition));
    }
    return answers(route, gateway, "Accepted")
        .filter(condition -> condition.getStatus().equals("False"))
        .findFirst()
        .map(condition -> refused(gateway, condition));
  }

  private TierDiagnosis.Result refused(GatewayReference gateway, Condition condition) {
    return result(
        Reason.ROUTE_NOT_ACCEPTED,
        "%s does not take %s %s: %s: %s"
            .formatted(
                nameOf(gateway),
                ROUTE,
                name,
                condition.getReason(),
                PodDiagnosis.shortened(condition.getMessage())));
  }

  private TierDiagnosis.Result unanswered(HTTPRoute route, GatewayReference gateway) {
    return mayBeAnswered(route, now)
        ? result(
            Reason.WAITING,
            "%s has not answered to %s %s yet".formatted(nameOf(gateway), ROUTE, name))
        : result(
            Reason.ROUTE_UNANSWERED,
            "nobody answers to %s %s for %s: does it exist, and does its controller run?"
                .formatted(ROUTE, name, nameOf(gateway)));
  }

  private Optional<Condition> accepted(HTTPRoute route, GatewayReference gateway) {
    return answers(route, gateway, "Accepted")
        .filter(condition -> condition.getStatus().equals("True"))
        .findFirst();
  }

  /** What controllers say of the current generation; several may serve one Gateway. */
  private Stream<Condition> answers(HTTPRoute route, GatewayReference gateway, String type) {
    var generation = route.getMetadata().getGeneration();
    return Stream.ofNullable(route.getStatus())
        .flatMap(status -> status.getParents().stream())
        .filter(parent -> isAbout(parent, gateway))
        .flatMap(parent -> Conditions.find(parent.getConditions(), type).stream())
        .filter(
            condition ->
                condition.getObservedGeneration() == null
                    || condition.getObservedGeneration().equals(generation));
  }

  private boolean isAbout(RouteParentStatus parent, GatewayReference gateway) {
    var named = parent.getParentRef();
    return named.getName().equals(gateway.name())
        && namespace(named.getNamespace()).equals(namespace(gateway.namespace()))
        && Objects.equals(named.getSectionName(), gateway.sectionName())
        && Objects.equals(named.getPort(), gateway.port());
  }

  private String namespace(@Nullable String named) {
    return named == null ? app.getMetadata().getNamespace() : named;
  }

  private static String nameOf(GatewayReference gateway) {
    return "Gateway %s%s%s"
        .formatted(
            gateway.namespace() == null ? "" : gateway.namespace() + "/",
            gateway.name(),
            gateway.sectionName() == null ? "" : " (" + gateway.sectionName() + ")");
  }

  private TierDiagnosis.Result waiting(String kind) {
    return app.getSpec().paused()
        ? result(
            Reason.PAUSED,
            "%s %s is not there, and is made when spec.paused is false".formatted(kind, name))
        : result(Reason.WAITING, "%s %s is not there yet".formatted(kind, name));
  }

  private static TierDiagnosis.Result result(Reason reason, String message) {
    return new TierDiagnosis.Result(reason == Reason.AVAILABLE, new Finding(reason, message));
  }
}

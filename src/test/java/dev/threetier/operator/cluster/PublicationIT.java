package dev.threetier.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteStatusBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClass;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClassBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressStatusBuilder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * What becomes of an Ingress and an HTTPRoute in an application's life, one after the other. The
 * tests play their controllers; no pod is needed.
 */
@ResourceLock(OptionalDefinition.HTTP_ROUTES)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PublicationIT extends OperatorTest {

  private static final String INGRESS = "ingress: {hosts: [shop.example.com], tls: {}}";
  private static final String DEFAULT_CLASS = "ingressclass.kubernetes.io/is-default-class";
  private static final String ROUTE =
      "httpRoute: {parentRefs: [{name: public, namespace: edge, port: 443}], hostnames:"
          + " [route.example.com]}";

  private final OptionalDefinition definition = OptionalDefinition.ofHttpRoutes();

  @BeforeAll
  void beginWithoutPodsAndGatewayApi() {
    definition.assumeMissing(client);
    allowNoPods();
  }

  @AfterAll
  void removeWhatIsTheClusters() {
    definition.remove(client);
  }

  @Test
  @Order(1)
  void whoAsksForNothingCostsNothing() {
    apply(minimal("shop"));

    awaitCondition("shop", "Ready", TOLD_IN, told -> true);
    assertThat(operator.requests().about("httproutes")).isEmpty();
    assertThat(app("shop").get().getStatus().conditions()).hasSize(7);
  }

  @Test
  @Order(2)
  void anIngressIsReadyWhenItHasAnAddress() {
    var ingressClass = createDefaultIngressClass();
    ThreeTierApp app;
    try {
      apply(shop(INGRESS));

      app = awaitReason("shop", "IngressReady", "AddressPending");
    } finally {
      client.resource(ingressClass).delete();
    }
    assertThat(message(app, "IngressReady"))
        .contains("Ingress shop-lb", "class " + ingressClass.getMetadata().getName());
    assertThat(app.getStatus().url()).isEqualTo("http://shop-lb.%s.svc".formatted(namespace));
    tellAddress("192.0.2.1");
    app = awaitCondition("shop", "IngressReady", TOLD_IN, c -> c.getStatus().equals("True"));
    assertThat(message(app, "IngressReady")).contains("192.0.2.1");
    assertThat(app.getStatus().url()).isEqualTo("https://shop.example.com");
    assertThat(operator.requests().writes())
        .as("what the API server fills in is not seen as a change")
        .filteredOn(write -> write.contains("/ingresses"))
        .hasSize(1);
  }

  @Test
  @Order(3)
  void anIngressIsRepaired() {
    apply(shop(INGRESS));
    await().atMost(TOLD_IN).until(() -> resource(Ingress.class, "shop-lb").get() != null);
    awaitRepair(Ingress.class);
    edit(
        Ingress.class,
        "shop-lb",
        ingress ->
            new IngressBuilder(ingress)
                .editSpec()
                .editFirstRule()
                .withHost("other.example.com")
                .endRule()
                .endSpec()
                .build());
    await()
        .atMost(TOLD_IN)
        .untilAsserted(
            () ->
                assertThat(get(Ingress.class, "shop-lb").getSpec().getRules().getFirst().getHost())
                    .isEqualTo("shop.example.com"));
  }

  @Test
  @Order(4)
  void aClusterWithoutGatewayApiIsTold() {
    apply(shop(INGRESS.replace(", tls: {}", ""), ROUTE));

    var app = awaitReason("shop", "HTTPRouteReady", "GatewayApiMissing");
    assertThat(message(app, "HTTPRouteReady")).contains("install");
  }

  @Test
  @Order(5)
  void theGatewayApiIsTakenUpWhenItComes() {
    definition.install(client);

    var app = awaitReason("shop", "HTTPRouteReady", "Waiting");
    assertThat(message(app, "HTTPRouteReady")).contains("Gateway edge/public has not answered");
    assertThat(get(HTTPRoute.class, "shop-lb").getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.getUid()).isEqualTo(app.getMetadata().getUid()));
  }

  @Test
  @Order(6)
  void whatTheGatewaySaysIsTold() {
    answer("False", "NotAllowedByListeners", "no listener takes routes of this namespace");

    var app = awaitReason("shop", "HTTPRouteReady", "RouteNotAccepted");
    assertThat(message(app, "HTTPRouteReady"))
        .contains("NotAllowedByListeners: no listener takes routes of this namespace");

    answer("True", "Accepted", "");

    awaitAccepted();
  }

  @Test
  @Order(7)
  void anHttpRouteIsRepaired() {
    awaitRepair(HTTPRoute.class);
    answer("True", "Accepted", "");
    edit(
        HTTPRoute.class,
        "shop-lb",
        route -> route.edit().editSpec().withHostnames("other.example.com").endSpec().build());
    await()
        .atMost(TOLD_IN)
        .untilAsserted(
            () ->
                assertThat(get(HTTPRoute.class, "shop-lb").getSpec().getHostnames())
                    .containsExactly("route.example.com"));
    answer("True", "Accepted", "");
    awaitAccepted();
  }

  @Test
  @Order(8)
  void nothingIsWrittenAtRestAndOnARestart() throws Exception {
    awaitQuiet();
    operator.close();
    operator = InProcessOperator.start(TestCluster.config(), namespace);
    TimeUnit.SECONDS.sleep(4);

    assertThat(operator.requests().writes()).isEmpty();
    assertThat(operator.requests().about("httproutes")).isNotEmpty();
  }

  @Test
  @Order(9)
  void aGatewayApiThatGoesIsToldAndMayComeAgain() throws Exception {
    definition.remove(client);

    awaitReason("shop", "HTTPRouteReady", "GatewayApiMissing");
    operator.requests().clear();
    TimeUnit.SECONDS.sleep(3);
    assertThat(operator.requests().about("/apis/gateway.networking.k8s.io")).isEmpty();

    definition.install(client);

    awaitReason("shop", "HTTPRouteReady", "Waiting");
    get(HTTPRoute.class, "shop-lb");
  }

  @Test
  @Order(10)
  void whatIsNoLongerWantedGoesAlsoAfterARestart() {
    operator.close();
    apply(minimal("shop"));
    operator = InProcessOperator.start(TestCluster.config(), namespace);

    await()
        .atMost(TOLD_IN)
        .until(
            () ->
                resource(HTTPRoute.class, "shop-lb").get() == null
                    && resource(Ingress.class, "shop-lb").get() == null);
    await().atMost(TOLD_IN).until(() -> app("shop").get().getStatus().conditions().size() == 7);
    assertThat(app("shop").get().getStatus().url())
        .isEqualTo("http://shop-lb.%s.svc".formatted(namespace));
  }

  @Test
  @Order(11)
  void whoNoLongerAsksCostsNothingAgain() throws Exception {
    assertThatNothingIsWatched();
  }

  @Test
  @Order(12)
  void anHttpRouteOfSomebodyElseIsLeftAlone() {
    var others =
        client
            .resource(
                new HTTPRouteBuilder()
                    .withNewMetadata()
                    .withName("shop-lb")
                    .withNamespace(namespace)
                    .endMetadata()
                    .withNewSpec()
                    .withHostnames("others.example.com")
                    .endSpec()
                    .build())
            .create();

    apply(shop(ROUTE));

    var app = awaitReason("shop", "LoadBalancerReady", "NameConflict");
    assertThat(message(app, "LoadBalancerReady")).contains("HTTPRoute shop-lb");
    assertThat(get(HTTPRoute.class, "shop-lb").getMetadata().getResourceVersion())
        .isEqualTo(others.getMetadata().getResourceVersion());
  }

  @Test
  @Order(13)
  void anApplicationThatIsGoneCostsNothing() throws Exception {
    app("shop").delete();
    await().atMost(TOLD_IN).until(() -> app("shop").get() == null);

    assertThatNothingIsWatched();
  }

  /** Whoever watches the definition or the routes asks again when they go and come. */
  private void assertThatNothingIsWatched() throws Exception {
    TimeUnit.SECONDS.sleep(2);
    operator.requests().clear();

    definition.remove(client);
    definition.install(client);
    TimeUnit.SECONDS.sleep(3);

    assertThat(operator.requests().about("httproutes")).isEmpty();
  }

  private static String shop(String... published) {
    return minimal("shop")
        .replace(
            "loadBalancer: {replicas: 1}",
            "loadBalancer: {replicas: 1, %s}".formatted(String.join(", ", published)));
  }

  private <T extends HasMetadata> void awaitRepair(Class<T> kind) {
    var uid = get(kind, "shop-lb").getMetadata().getUid();

    resource(kind, "shop-lb").delete();

    await()
        .atMost(TOLD_IN)
        .until(
            () -> {
              var object = resource(kind, "shop-lb").get();
              return object != null && !object.getMetadata().getUid().equals(uid);
            });
  }

  private void awaitAccepted() {
    var app = awaitCondition("shop", "HTTPRouteReady", TOLD_IN, c -> c.getStatus().equals("True"));
    assertThat(app.getStatus().url()).isEqualTo("https://route.example.com");
  }

  private IngressClass createDefaultIngressClass() {
    assumeTrue(
        client.network().v1().ingressClasses().list().getItems().stream()
            .noneMatch(
                other -> "true".equals(other.getMetadata().getAnnotations().get(DEFAULT_CLASS))),
        "the cluster has a default IngressClass, which others may use");
    return client
        .resource(
            new IngressClassBuilder()
                .withNewMetadata()
                .withGenerateName("of-a-test-")
                .addToAnnotations(DEFAULT_CLASS, "true")
                .endMetadata()
                .withNewSpec()
                .withController("example.com/of-a-test")
                .endSpec()
                .build())
        .create();
  }

  /** As the controller of an Ingress does. */
  private void tellAddress(String address) {
    resource(Ingress.class, "shop-lb")
        .editStatus(
            ingress ->
                new IngressBuilder(ingress)
                    .withStatus(
                        new IngressStatusBuilder()
                            .withNewLoadBalancer()
                            .addNewIngress()
                            .withIp(address)
                            .endIngress()
                            .endLoadBalancer()
                            .build())
                    .build());
  }

  /** As the controller of a Gateway does. */
  private void answer(String accepted, String reason, String message) {
    resource(HTTPRoute.class, "shop-lb")
        .editStatus(
            route -> {
              route.setStatus(
                  new HTTPRouteStatusBuilder()
                      .addNewParent()
                      .withControllerName("example.com/gateway")
                      .withParentRef(route.getSpec().getParentRefs().getFirst())
                      .withConditions(
                          List.of(
                              new ConditionBuilder()
                                  .withType("Accepted")
                                  .withStatus(accepted)
                                  .withReason(reason)
                                  .withMessage(message)
                                  .withObservedGeneration(route.getMetadata().getGeneration())
                                  .withLastTransitionTime("2026-01-01T12:00:00Z")
                                  .build()))
                      .endParent()
                      .build());
              return route;
            });
  }
}

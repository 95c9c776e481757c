package dev.threetier.operator.reconciler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.fixture.Apps;
import dev.threetier.operator.fixture.TestClock;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayApiTest {

  private static final String V1 = "spec: {versions: [{name: v1, served: true}]}\n";
  private static final String ESTABLISHED =
      "status: {conditions: [{type: Established, status: 'True'}]}\n";

  private final TestClock clock = new TestClock();
  private final ThreeTierApp asking =
      Apps.withSpec(
          "loadBalancer: {httpRoute: {parentRefs: [{name: public}], hostnames: [a.example]}}");
  private final List<CompletableFuture<Void>> informers = new ArrayList<>();

  @Test
  void whatKeepsItFromBeingWatchedIsToldAndTriedAgainAfterAWhile() {
    // Given
    var gatewayApi = new GatewayApi(client(GatewayApiTest::refuse), clock);

    // When
    var seen = gatewayApi.see(asking, context(Optional.of(asking)));
    var atOnce = gatewayApi.see(asking, context(Optional.of(asking)));
    clock.move(Duration.ofSeconds(11));
    gatewayApi.see(asking, context(Optional.of(asking)));

    // Then
    assertThat(seen.served()).isFalse();
    assertThat(seen.fault()).contains("the API server answered 403");
    assertThat(atOnce).isEqualTo(seen);
    assertThat(informers).hasSize(2).first().satisfies(first -> assertThat(first).isDone());
  }

  @Test
  void whatIsDeletedMeanwhileBeginsNothing() {
    // Given
    var gatewayApi = new GatewayApi(client(GatewayApiTest::refuse), clock);

    // When
    var seen = gatewayApi.see(asking, context(Optional.empty()));

    // Then
    assertThat(seen).isEqualTo(GatewayApi.Seen.NOT_SERVED);
    assertThat(informers).isEmpty();
  }

  @Test
  @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void nobodyWaitsForTheStartOfAWatchToEndIt() throws Exception {
    // Given
    var starting = new CountDownLatch(1);
    var gatewayApi =
        new GatewayApi(
            client(
                started -> {
                  starting.countDown();
                  started.join();
                }),
            clock);
    var reconciliation =
        CompletableFuture.supplyAsync(
            () -> gatewayApi.see(asking, context(Optional.of(asking))), Thread::startVirtualThread);
    starting.await();

    // When
    gatewayApi.onResourceDeleted(asking);

    // Then
    assertThat(reconciliation.get().served()).isFalse();
    assertThat(informers).singleElement().satisfies(only -> assertThat(only).isDone());
  }

  @Test
  void anEstablishedDefinitionIsServed() {
    assertThat(isServed("metadata: {name: a}\n" + V1 + ESTABLISHED)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "metadata: {name: just-made}\n" + V1 + "status: {conditions: null}",
        "metadata: {name: without-status}\n" + V1,
        "metadata: {name: not-yet}\n"
            + V1
            + "status: {conditions: [{type: Established, status: 'False'}]}",
        "metadata: {name: going, deletionTimestamp: '2026-01-01T12:00:00Z'}\n" + V1 + ESTABLISHED,
        "metadata: {name: old}\nspec: {versions: [{name: v1beta1, served: true}]}\n" + ESTABLISHED,
        "metadata: {name: newer}\nspec: {versions: [{name: v1, served: false}]}\n" + ESTABLISHED,
      })
  void anyOtherIsNot(String definition) {
    assertThat(isServed(definition)).isFalse();
  }

  private static boolean isServed(String yaml) {
    return GatewayApi.isServed(
        new KubernetesSerialization().unmarshal(yaml, CustomResourceDefinition.class));
  }

  private static void refuse(CompletableFuture<Void> stopped) {
    var refusal = new KubernetesClientException("forbidden", 403, null);
    stopped.completeExceptionally(refusal);
    throw refusal;
  }

  /** An API server to which nothing is known but how the start of an informer ends. */
  private KubernetesClient client(Consumer<CompletableFuture<Void>> start) {
    return proxy(KubernetesClient.class, new Answers(start));
  }

  private static Context<ThreeTierApp> context(Optional<ThreeTierApp> cached) {
    return proxy(
        Context.class,
        (context, asked, arguments) ->
            proxy(
                asked.getReturnType(),
                (returned, method, ids) ->
                    switch (method.getName()) {
                      case "get" -> cached;
                      case "dynamicallyDeRegisterEventSource" -> Optional.empty();
                      default -> throw new AssertionError(method);
                    }));
  }

  @SuppressWarnings("unchecked")
  private static <T> T proxy(Class<? super T> type, InvocationHandler handler) {
    return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
  }

  private final class Answers implements InvocationHandler {

    private final Consumer<CompletableFuture<Void>> start;

    Answers(Consumer<CompletableFuture<Void>> start) {
      this.start = start;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object[] arguments) {
      return switch (method.getName()) {
        case "apiextensions", "v1", "customResourceDefinitions" ->
            proxy(method.getReturnType(), this);
        case "withName" -> proxy(Resource.class, this);
        case "runnableInformer" -> informer();
        default -> throw new AssertionError(method);
      };
    }

    private SharedIndexInformer<?> informer() {
      var stopped = new CompletableFuture<Void>();
      informers.add(stopped);
      return proxy(
          SharedIndexInformer.class,
          (proxy, method, arguments) -> {
            switch (method.getName()) {
              case "itemStore", "addEventHandler" -> {}
              case "run" -> start.accept(stopped);
              case "stopped" -> {
                return stopped;
              }
              case "close" -> stopped.complete(null);
              default -> throw new AssertionError(method);
            }
            return proxy;
          });
    }
  }
}

package dev.threetier.operator.reconciler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.fixture.Apps;
import dev.threetier.operator.fixture.TestConfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ResourceOperations;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the reconciler asks of the Java Operator SDK, for an application whose objects rest. */
class ThreeTierAppReconcilerTest {

  private final ThreeTierApp app = Apps.withSpec("paused: true");
  private final Operations operations = new Operations();
  private final Context<ThreeTierApp> context = context(operations);
  private final ThreeTierAppReconciler reconciler =
      new ThreeTierAppReconciler(new TestConfig(), noRequests());

  @Test
  void whatIsAtRestIsNotLookedAtAgain() {
    // When
    var update = reconciler.reconcile(app, context);

    // Then
    assertThat(update.getScheduleDelay()).isEmpty();
  }

  @Test
  void anEditThatMeetsTheWriteOfTheStatusIsLookedAtAtOnce() {
    // Given
    operations.generation = 2;

    // When
    var update = reconciler.reconcile(app, context);

    // Then
    assertThat(update.getScheduleDelay()).contains(0L);
  }

  @Test
  void anErrorIsTriedAgainAfterAWhile() {
    // When
    var update = reconciler.updateErrorStatus(app, context, new IllegalStateException("broken"));

    // Then
    assertThat(update.isNoRetry()).isFalse();
  }

  @Test
  void anEditThatMeetsTheWriteOfAnErrorIsLookedAtAtOnce() {
    // Given
    operations.generation = 2;

    // When
    var update = reconciler.updateErrorStatus(app, context, new IllegalStateException("broken"));

    // Then
    assertThat(update.getScheduleDelay()).contains(0L);
  }

  /** The API server's answer to a status: the application with the spec that it has by then. */
  private static final class Operations extends ResourceOperations<ThreeTierApp> {

    private long generation = 1;

    Operations() {
      super(context(null));
    }

    @Override
    public ThreeTierApp serverSideApplyPrimaryStatus(ThreeTierApp patch) {
      var stored = Apps.minimal();
      stored.getMetadata().setGeneration(generation);
      stored.setStatus(patch.getStatus());
      return stored;
    }
  }

  /** Caches without an object. */
  private static Context<ThreeTierApp> context(@Nullable Operations operations) {
    return proxy(
        Context.class,
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "getSecondaryResourcesAsStream" -> Stream.of();
              case "resourceOperations" -> operations;
              default -> throw new AssertionError(method);
            });
  }

  private static KubernetesClient noRequests() {
    return proxy(
        KubernetesClient.class,
        (proxy, method, arguments) -> {
          throw new AssertionError(method);
        });
  }

  @SuppressWarnings("unchecked")
  private static <T> T proxy(Class<? super T> type, InvocationHandler handler) {
    return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
  }
}

package dev.threetier.operator.reconciler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.api.v1alpha1.ThreeTierAppStatus;
import dev.threetier.operator.fixture.Apps;
import dev.threetier.operator.fixture.TestConfig;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ResourceOperations;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the reconciler asks of the Java Operator SDK, for an application whose objects rest. */
class ThreeTierAppReconcilerTest {

  private static final String WITH_SECRET = "application: {envFrom: [{secretRef: {name: keys}}]}";

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
  void aRequestThatMeetsTheWriteOfTheStatusIsLookedAtAtOnce() {
    // Given
    operations.annotations = Map.of("threetier.dev/rotate-credentials", "now");

    // When
    var update = reconciler.reconcile(app, context);

    // Then
    assertThat(update.getScheduleDelay()).contains(0L);
  }

  /**
   * The API server does not look at the uid in a status: the new application has got the old one's.
   */
  @Test
  void anApplicationThatWasMadeAnewMeanwhileIsLookedAtAtOnce() {
    // Given
    app.getMetadata().setUid("uid-of-the-deleted");

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

  /** The application may be gone by then, and nobody would end a watch that was begun. */
  @Test
  void anErrorIsToldWithoutAWatchOfWhatIsNamed() {
    // Given
    var withSecret = Apps.withSpec(WITH_SECRET);

    // When
    reconciler.updateErrorStatus(withSecret, context, new IllegalStateException("broken"));

    // Then
    assertThat(reasons()).containsEntry("Ready", "ReconcileError");
  }

  @Test
  void whatHasNotBeenSeenIsNotToldToBeMissing() {
    // Given
    var withSecret = Apps.withSpec(WITH_SECRET);
    withSecret.setStatus(TestStatus.waiting("0 of 2"));

    // When
    reconciler.updateErrorStatus(withSecret, context, new IllegalStateException("broken"));

    // Then
    assertThat(reasons()).containsEntry("ApplicationReady", "Waiting");
  }

  private Map<String, String> reasons() {
    return Objects.requireNonNull(operations.written).conditions().stream()
        .collect(Collectors.toMap(Condition::getType, Condition::getReason));
  }

  /** The API server's answer to a status: the application with the spec that it has by then. */
  private static final class Operations extends ResourceOperations<ThreeTierApp> {

    private long generation = 1;
    private Map<String, String> annotations = Map.of();
    private @Nullable ThreeTierAppStatus written;

    Operations() {
      super(context(null));
    }

    @Override
    public ThreeTierApp serverSideApplyPrimaryStatus(ThreeTierApp patch) {
      written = patch.getStatus();
      var stored = Apps.minimal();
      stored.getMetadata().setGeneration(generation);
      stored.getMetadata().setAnnotations(annotations);
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

package dev.threetier.operator.reconciler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.api.v1alpha1.ThreeTierAppStatus;
import dev.threetier.operator.fixture.Apps;
import dev.threetier.operator.fixture.TestClock;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StatusUpdatesTest {

  private final TestClock clock = new TestClock();
  private final StatusUpdates updates = new StatusUpdates(clock);
  private final ThreeTierApp app = Apps.minimal();

  @Test
  void aStatusThatDidNotChangeIsNotWritten() {
    // Given
    app.setStatus(TestStatus.ready());

    // When
    var due = updates.due(app, TestStatus.ready());

    // Then
    assertThat(due).isEmpty();
  }

  @Test
  void theFirstStatusIsWrittenAtOnce() {
    // When
    var due = updates.due(app, TestStatus.waiting("0 of 2"));

    // Then
    assertThat(due).contains(Duration.ZERO);
  }

  static Stream<Arguments> news() {
    return Stream.of(
        arguments("ready", TestStatus.waiting("1 of 2"), TestStatus.ready()),
        arguments("no longer ready", TestStatus.ready(), TestStatus.waiting("1 of 2")),
        arguments(
            "stalled", TestStatus.waiting("1 of 2"), TestStatus.stalled("CrashLooping", "exit 1")),
        arguments(
            "stalled otherwise",
            TestStatus.stalled("ImagePullFailed", "no image"),
            TestStatus.stalled("CrashLooping", "exit 1")),
        arguments(
            "of a new generation",
            TestStatus.waiting("1 of 2"),
            TestStatus.of(2, "False", "False", "RollingOut", "1 of 2")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("news")
  void newsAreWrittenAtOnce(String name, ThreeTierAppStatus before, ThreeTierAppStatus now) {
    // Given
    write(before);

    // When
    var due = updates.due(app, now);

    // Then
    assertThat(due).contains(Duration.ZERO);
  }

  @Test
  void progressIsHeldBackForFiveSeconds() {
    // Given
    write(TestStatus.waiting("0 of 2"));
    clock.move(Duration.ofMillis(500));

    // When
    var due = updates.due(app, TestStatus.waiting("1 of 2"));

    // Then
    assertThat(due).contains(Duration.ofMillis(4500));
  }

  @Test
  void progressIsWrittenWhenTheFiveSecondsAreOver() {
    // Given
    write(TestStatus.waiting("0 of 2"));
    clock.move(Duration.ofSeconds(5));

    // When
    var due = updates.due(app, TestStatus.waiting("2 of 2"));

    // Then
    assertThat(due).contains(Duration.ZERO);
  }

  @Test
  void anApplicationThatWasQuietIsWrittenAtOnce() {
    // Given
    app.setStatus(TestStatus.waiting("0 of 2"));

    // When
    var due = updates.due(app, TestStatus.waiting("1 of 2"));

    // Then
    assertThat(due).contains(Duration.ZERO);
  }

  @Test
  void applicationsDoNotHoldBackOneAnother() {
    // Given
    write(TestStatus.waiting("0 of 2"));
    var other = Apps.minimal();
    other.getMetadata().setUid("another");
    other.setStatus(TestStatus.waiting("0 of 2"));

    // When
    var due = updates.due(other, TestStatus.waiting("1 of 2"));

    // Then
    assertThat(due).contains(Duration.ZERO);
  }

  @Test
  void whatIsWrittenHoldsNothingButTheStatus() {
    // Given
    var status = TestStatus.ready();

    // When
    var patch = StatusUpdates.withStatus(app, status);

    // Then
    assertThat(patch.getStatus()).isSameAs(status);
    assertThat(patch.getSpec()).isNull();
    assertThat(patch.getMetadata().getName()).isEqualTo("shop");
    assertThat(patch.getMetadata().getNamespace()).isEqualTo("team-a");
    assertThat(patch.getMetadata().getUid()).isNull();
    assertThat(patch.getMetadata().getManagedFields()).isEmpty();
  }

  /** The status is written and then seen in the cache. */
  private void write(ThreeTierAppStatus status) {
    updates.written(app);
    app.setStatus(status);
  }
}

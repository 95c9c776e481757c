package dev.threetier.operator.reconciler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.blueprint.UnsupportedSpecException;
import io.javaoperatorsdk.operator.AggregatedOperatorException;
import io.javaoperatorsdk.operator.OperatorException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CausesTest {

  @Test
  void anExceptionWithoutACauseIsItsOwnRoot() {
    // Given
    var exception = new IllegalStateException("broken");

    // When
    var root = Causes.rootOf(exception);

    // Then
    assertThat(root).isSameAs(exception);
  }

  @Test
  void theInnermostCauseIsTheRoot() {
    // Given
    var refused = new ConnectException("refused");
    var exception = new OperatorException(new UncheckedIOException(refused));

    // When
    var root = Causes.rootOf(exception);

    // Then
    assertThat(root).isSameAs(refused);
  }

  @Test
  void whatADependentThrewIsFoundInTheAggregate() {
    // Given
    var unsupported = new UnsupportedSpecException("no image");
    var exception =
        new OperatorException(
            new AggregatedOperatorException(
                "workflow failed", Map.of("deployments", new OperatorException(unsupported))));

    // When
    var root = Causes.rootOf(exception);

    // Then
    assertThat(root).isSameAs(unsupported);
  }

  @Test
  void anEmptyAggregateIsItsOwnRoot() {
    // Given
    var exception = new AggregatedOperatorException("workflow failed", Map.of());

    // When
    var root = Causes.rootOf(exception);

    // Then
    assertThat(root).isSameAs(exception);
  }
}

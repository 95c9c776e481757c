package dev.threetier.operator.reconciler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.threetier.operator.blueprint.UnsupportedSpecException;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.AggregatedOperatorException;
import io.javaoperatorsdk.operator.OperatorException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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

  static Stream<Arguments> errors() {
    return Stream.of(
        arguments(
            answer(500, "failed calling webhook: read tcp 10.0.0.1:40312->10.0.0.2:443: reset"),
            "the API server answered 500: failed calling webhook: read tcp 10.0.0.2:443: reset"),
        arguments(answer(503, null), "the API server answered 503"),
        arguments(
            new KubernetesClientException("PATCH a", new ConnectException("10.0.0.1:443")),
            "the API server did not answer"),
        arguments(
            new KubernetesClientException("PATCH b", new TimeoutException("10000 ms, PATCH b")),
            "the API server did not answer"),
        arguments(new UnsupportedSpecException("no image"), "no image"),
        arguments(new IllegalStateException("broken"), "IllegalStateException: broken"));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void anErrorIsToldInWordsThatStayTheSame(Exception error, String expected) {
    // When
    var told = Causes.told(new OperatorException(error));

    // Then
    assertThat(told).isEqualTo(expected);
  }

  private static KubernetesClientException answer(int code, @Nullable String message) {
    return new KubernetesClientException(
        "Failure executing: PATCH at: https://10.0.0.1/api",
        code,
        new StatusBuilder().withCode(code).withMessage(message).build());
  }
}

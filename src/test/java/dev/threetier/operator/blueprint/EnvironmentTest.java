package dev.threetier.operator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EnvironmentTest {

  @Test
  void ofTwoVariablesWithOneNameTheUsersCountsInTheInjectedOnesPlace() {
    // Given
    var injected = List.of(Environment.value("A", "1"), Environment.fromSecret("B", "s", "k"));
    var wanted = List.of(Environment.value("C", "3"), Environment.value("A", "4"));

    // When
    var merged = Environment.merge(injected, wanted);

    // Then
    assertThat(merged)
        .containsExactly(
            Environment.value("A", "4"), injected.getLast(), Environment.value("C", "3"));
  }

  @Test
  void withoutWishesTheInjectedVariablesRemain() {
    // Given
    var injected = List.of(Environment.value("A", "1"));

    // When
    var merged = Environment.merge(injected, null);

    // Then
    assertThat(merged).isEqualTo(injected);
  }

  @Test
  void variablesAreWrittenAsTheApiServerStoresThem() {
    // Given
    var wanted = List.of(Environment.value("EMPTY", ""), field("IP", null), field("NAME", "v2"));

    // When
    var merged = Environment.merge(List.of(), wanted);

    // Then
    assertThat(merged)
        .containsExactly(
            new EnvVarBuilder().withName("EMPTY").build(), field("IP", "v1"), field("NAME", "v2"));
  }

  private static EnvVar field(String name, @Nullable String apiVersion) {
    return new EnvVarBuilder()
        .withName(name)
        .withNewValueFrom()
        .withNewFieldRef(apiVersion, "status.podIP")
        .endValueFrom()
        .build();
  }
}

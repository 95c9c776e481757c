package dev.threetier.operator.reconciler;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayApiTest {

  private static final String V1 = "spec: {versions: [{name: v1, served: true}]}\n";
  private static final String ESTABLISHED =
      "status: {conditions: [{type: Established, status: 'True'}]}\n";

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
}

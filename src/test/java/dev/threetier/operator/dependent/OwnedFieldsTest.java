package dev.threetier.operator.dependent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.threetier.operator.blueprint.ManagedFields;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OwnedFieldsTest {

  private final OwnedFields<Service> fields = new OwnedFields<>("threetier-operator");

  @Test
  void keepsOnlyWhatTheOperatorApplied() {
    // When
    var service = fields.apply(service("uid-1"));

    // Then
    assertThat(service.getMetadata().getManagedFields())
        .extracting(ManagedFieldsEntry::getManager, ManagedFieldsEntry::getOperation)
        .containsExactly(tuple("threetier-operator", "Apply"));
  }

  @Test
  void leavesTheFieldsAsTheyAre() {
    // Given
    var before = applied(service("uid-1"));

    // When
    var after = applied(fields.apply(service("uid-1")));

    // Then
    assertThat(after).isEqualTo(before);
  }

  @Test
  void keepsEqualBranchesOnce() {
    // When
    var one = applied(fields.apply(service("uid-1")));
    var other = applied(fields.apply(service("uid-2")));

    // Then
    assertThat(one).isNotEqualTo(other);
    assertThat(one.get("f:spec")).isSameAs(other.get("f:spec"));
  }

  private static Map<String, Object> applied(Service service) {
    return service.getMetadata().getManagedFields().stream()
        .filter(entry -> ManagedFields.isApplied(entry, "threetier-operator"))
        .map(entry -> entry.getFieldsV1().getAdditionalProperties())
        .findFirst()
        .orElseThrow();
  }

  private static Service service(String owner) {
    return new KubernetesSerialization()
        .unmarshal(
            """
            apiVersion: v1
            kind: Service
            metadata:
              name: shop
              managedFields:
              - manager: threetier-operator
                operation: Apply
                fieldsV1:
                  f:metadata:
                    f:ownerReferences:
                      k:{"uid":"%s"}: {}
                  f:spec:
                    f:ports:
                      k:{"port":8080,"protocol":"TCP"}: {".": {}, f:port: {}}
              - manager: threetier-operator
                operation: Update
                fieldsV1: {f:status: {}}
              - manager: kubectl
                operation: Apply
                fieldsV1: {f:metadata: {f:labels: {}}}
              - operation: Update
                fieldsV1: {f:metadata: {f:annotations: {}}}
            """
                .formatted(owner),
            Service.class);
  }
}

package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How traffic between pods is limited. */
public enum NetworkPolicyMode {
  @JsonProperty("Standard")
  STANDARD,
  @JsonProperty("Strict")
  STRICT,
  @JsonProperty("Disabled")
  DISABLED
}

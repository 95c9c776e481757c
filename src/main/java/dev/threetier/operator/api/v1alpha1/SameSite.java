package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** When browsers send a cookie with requests that come from other sites. */
public enum SameSite {
  @JsonProperty("Strict")
  STRICT,
  @JsonProperty("Lax")
  LAX,
  @JsonProperty("None")
  NONE
}

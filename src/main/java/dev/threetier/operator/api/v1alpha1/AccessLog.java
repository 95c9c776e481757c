package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which requests are written to the access log. */
public enum AccessLog {
  @JsonProperty("Off")
  OFF,
  @JsonProperty("Errors")
  ERRORS,
  @JsonProperty("All")
  ALL
}

package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which pods a node hands connections from outside to. */
public enum ExternalTrafficPolicy {
  @JsonProperty("Cluster")
  CLUSTER("Cluster"),
  @JsonProperty("Local")
  LOCAL("Local");

  private final String value;

  ExternalTrafficPolicy(String value) {
    this.value = value;
  }

  /** The word of the Service API. */
  public String value() {
    return value;
  }
}

package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How far a Service is published. */
public enum ServiceType {
  @JsonProperty("ClusterIP")
  CLUSTER_IP("ClusterIP"),
  @JsonProperty("NodePort")
  NODE_PORT("NodePort"),
  @JsonProperty("LoadBalancer")
  LOAD_BALANCER("LoadBalancer");

  private final String value;

  ServiceType(String value) {
    this.value = value;
  }

  /** The word of the Service API. */
  public String value() {
    return value;
  }
}

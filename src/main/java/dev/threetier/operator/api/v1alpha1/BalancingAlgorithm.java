package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the load balancer chooses the pod that gets a request. */
public enum BalancingAlgorithm {
  @JsonProperty("RoundRobin")
  ROUND_ROBIN,
  @JsonProperty("LeastConnections")
  LEAST_CONNECTIONS,
  @JsonProperty("Random")
  RANDOM,
  @JsonProperty("Source")
  SOURCE,
  @JsonProperty("URI")
  URI,
  @JsonProperty("Header")
  HEADER
}

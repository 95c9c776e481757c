package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The tiers that the load balancer can send a request to. */
public enum RouteTarget {
  @JsonProperty("Web")
  WEB,
  @JsonProperty("Application")
  APPLICATION
}

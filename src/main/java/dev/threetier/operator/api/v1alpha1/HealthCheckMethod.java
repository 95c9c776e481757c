package dev.threetier.operator.api.v1alpha1;

/** The method of a health check's request. */
public enum HealthCheckMethod {
  GET,
  HEAD,
  OPTIONS
}

package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How answers are compressed on their way to clients. */
public enum Compression {
  @JsonProperty("None")
  NONE,
  @JsonProperty("Gzip")
  GZIP
}

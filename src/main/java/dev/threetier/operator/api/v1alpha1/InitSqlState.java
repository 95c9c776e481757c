package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What became of a database's initSQL. */
public enum InitSqlState {
  @JsonProperty("Ran")
  RAN,
  @JsonProperty("Skipped")
  SKIPPED
}

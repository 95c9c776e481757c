package dev.threetier.operator.api.cloudnativepg;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** What CloudNativePG tells of a Cluster. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClusterStatus(
    @Nullable String phase, @Nullable String phaseReason, @Nullable Integer readyInstances) {}

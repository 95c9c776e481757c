package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Probe;
import org.jspecify.annotations.Nullable;

/** Overrides of a tier's probes. What is not given is what suits the tier. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Probes(
    @JsonPropertyDescription(
            "Replaces the tier's readiness probe: whether a pod is sent traffic. Keep it local to"
                + " the pod: a readiness probe that asks another tier empties the load balancer"
                + " when that tier fails. Fields as in the Pod API (v1.Probe).")
        @Nullable Probe readiness,
    @JsonPropertyDescription(
            "Replaces the tier's liveness probe: whether a container is restarted. Fields as in"
                + " the Pod API (v1.Probe).")
        @Nullable Probe liveness,
    @JsonPropertyDescription(
            "Replaces the tier's startup probe: how long a container may take to start before the"
                + " liveness probe counts. Fields as in the Pod API (v1.Probe).")
        @Nullable Probe startup) {}

package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Probe;
import org.jspecify.annotations.Nullable;

/** Overrides of a tier's probes. What is not given is what suits the tier. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Probes(
    @JsonPropertyDescription(
            "Replaces the readiness probe: whether a pod is sent traffic. Keep it local to the pod:"
                + " one that asks another tier empties the load balancer when that tier fails.")
        @ValidationRule(
            value = "!has(self.terminationGracePeriodSeconds)",
            message =
                "a readiness probe ends no container: leave terminationGracePeriodSeconds out")
        @Nullable Probe readiness,
    @JsonPropertyDescription("Replaces the liveness probe: whether a container is restarted.")
        @ValidationRule(value = SUCCESS_ONCE, message = SUCCESS_ONCE_MESSAGE)
        @Nullable Probe liveness,
    @JsonPropertyDescription(
            "Replaces the startup probe: how long a start may take before liveness counts.")
        @ValidationRule(value = SUCCESS_ONCE, message = SUCCESS_ONCE_MESSAGE)
        @Nullable Probe startup) {

  private static final String SUCCESS_ONCE =
      "!has(self.successThreshold) || self.successThreshold == 1";

  private static final String SUCCESS_ONCE_MESSAGE =
      "only a readiness probe counts successes: leave successThreshold out, or write 1";
}

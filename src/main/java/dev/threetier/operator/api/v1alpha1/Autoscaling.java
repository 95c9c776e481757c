package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;

/** How the number of a tier's pods follows their load. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self.minReplicas <= self.maxReplicas",
    message = "minReplicas is at most maxReplicas: lower it, or raise maxReplicas")
public record Autoscaling(
    @JsonPropertyDescription("The fewest pods, 1 to 20. Default: 2.") @Default("2") @Min(1) @Max(20)
        int minReplicas,
    @JsonPropertyDescription("The most pods, 1 to 20.") @Required @Min(1) @Max(20) int maxReplicas,
    @JsonPropertyDescription(
            "CPU that the pods are to use on average, in percent of their CPU request, 1 to 1000."
                + " Default: 70.")
        @Default("70")
        @Min(1)
        @Max(1000)
        int targetCPUUtilizationPercentage) {}

package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One tier as it runs. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TierStatus(
    @JsonPropertyDescription("LoadBalancer, Web, Application or Database.") @Required String name,
    @JsonPropertyDescription("Image of the tier's main container.") @Size(max = 512)
        @Nullable String image,
    @JsonPropertyDescription("Pods wanted.") @Min(0) @Max(1000) int desired,
    @JsonPropertyDescription("Pods that are ready.") @Min(0) @Max(1000) int ready,
    @JsonPropertyDescription("Pods that run the current specification.") @Min(0) @Max(1000)
        int updated,
    @JsonPropertyDescription("ready/desired, as kubectl get shows it.") @Size(max = 16)
        String summary,
    @JsonPropertyDescription("Servers (nodes) that the tier's pods run on, sorted by name.")
        @Size(max = 1000)
        List<@Size(max = 253) String> nodes) {

  public TierStatus {
    nodes = nodes == null ? List.of() : nodes;
  }
}

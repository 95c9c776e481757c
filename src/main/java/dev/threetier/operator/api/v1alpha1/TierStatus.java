package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One tier as it runs. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TierStatus(
    @JsonPropertyDescription("LoadBalancer, Web, Application or Database.") @Required String name,
    @JsonPropertyDescription("Image of the tier's main container.") @Nullable String image,
    @JsonPropertyDescription("Pods wanted.") int desired,
    @JsonPropertyDescription("Pods that are ready.") int ready,
    @JsonPropertyDescription("Pods that run the current specification.") int updated,
    @JsonPropertyDescription("ready/desired, as kubectl get shows it.") String summary,
    @JsonPropertyDescription("Servers (nodes) that the tier's pods run on, sorted by name.")
        List<String> nodes) {

  public TierStatus {
    nodes = nodes == null ? List.of() : nodes;
  }
}

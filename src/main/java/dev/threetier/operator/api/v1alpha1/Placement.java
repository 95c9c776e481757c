package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The servers (nodes) that a tier's pods may run on. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Placement(
    @JsonPropertyDescription(
            "Labels that a node must carry, at most 32. Default: none, any node will do.")
        @Size(max = 32)
        @ValidationRule(value = Rules.LABEL_KEYS, message = Rules.LABEL_KEYS_MESSAGE)
        @ValidationRule(value = Rules.LABEL_VALUES, message = Rules.LABEL_VALUES_MESSAGE)
        @Nullable Map<String, @Size(max = 63) String> nodeSelector,
    @JsonPropertyDescription("Node taints that the pods accept, at most 32. Default: none.")
        @Size(max = 32)
        @Nullable List<Toleration> tolerations,
    @JsonPropertyDescription(
            "Rules by labels of nodes and of pods that run there already. Default: none.")
        @Nullable Affinity affinity,
    @JsonPropertyDescription(
            "How pods spread over nodes and zones, at most 8 constraints. Default: as far as"
                + " possible (ScheduleAnyway) where the tier has more than one replica.")
        @Size(max = 8)
        @Nullable List<TopologySpreadConstraint> topologySpreadConstraints) {}

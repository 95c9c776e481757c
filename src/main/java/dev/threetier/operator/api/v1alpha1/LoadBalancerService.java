package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the load balancer is published. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!has(self.nodePort) || self.type != 'ClusterIP'",
    message = "nodePort needs type NodePort or LoadBalancer: set service.type, or leave it out")
public record LoadBalancerService(
    @JsonPropertyDescription(
            "ClusterIP (reached inside the cluster only), NodePort or LoadBalancer. Default:"
                + " ClusterIP.")
        @Default("ClusterIP")
        ServiceType type,
    @JsonPropertyDescription(
            "Port opened on every node, 1 to 65535 and within the cluster's node port range"
                + " (30000 to 32767 unless configured). Default: chosen by the cluster.")
        @Min(1)
        @Max(65535)
        @Nullable Integer nodePort,
    @JsonPropertyDescription(
            "Annotations of the Service, at most 64, for example for the cloud's load balancer controller."
                + " Default: none.")
        @Size(max = 64)
        @ValidationRule(value = Rules.LABEL_KEYS, message = Rules.LABEL_KEYS_MESSAGE)
        @Nullable Map<String, @Size(max = 4096) String> annotations) {}

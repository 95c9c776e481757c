package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** An HTTPRoute to the load balancer. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HttpRoutePublication(
    @JsonPropertyDescription(
            "The Gateways, or listeners of Gateways, that it is attached to, 1 to 8.")
        @Required
        @Size(min = 1, max = 8)
        @ValidationRule(value = Rules.GATEWAYS_DIFFER, message = Rules.GATEWAYS_DIFFER_MESSAGE)
        List<GatewayReference> parentRefs,
    @JsonPropertyDescription(
            "Hosts whose requests come to the load balancer, 1 to 16, each once: shop.example.com,"
                + " or *.example.com for all names below example.com.")
        @Required
        @Size(min = 1, max = 16)
        @ValidationRule(value = Rules.HOSTS, message = Rules.HOSTS_MESSAGE)
        List<@Size(min = 1, max = 253) String> hostnames) {}

package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An Ingress to the load balancer. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "!has(self.ingressClassName) || !has(self.annotations) || !('kubernetes.io/ingress.class'"
            + " in self.annotations)",
    message =
        "the class is named twice: leave out the annotation kubernetes.io/ingress.class, or"
            + " ingressClassName")
public record IngressPublication(
    @JsonPropertyDescription(
            "Hosts whose requests come to the load balancer, 1 to 16, each once: shop.example.com,"
                + " or *.example.com for the names one label below example.com.")
        @Required
        @Size(min = 1, max = 16)
        @ValidationRule(value = Rules.HOSTS, message = Rules.HOSTS_MESSAGE)
        List<@Size(min = 1, max = 253) String> hosts,
    @JsonPropertyDescription(
            "Name of the IngressClass, which says whose controller serves it. Default: the"
                + " cluster's default class, if it has one.")
        @Size(min = 1, max = 253)
        @ValidationRule(value = Rules.OBJECT_NAME, message = Rules.OBJECT_NAME_MESSAGE)
        @Nullable String ingressClassName,
    @JsonPropertyDescription("HTTPS at the Ingress. Default: what its controller does without it.")
        @Nullable IngressTls tls,
    @JsonPropertyDescription(
            "Annotations of the Ingress, at most 64, for its controller or for cert-manager."
                + " Default: none.")
        @Size(max = 64)
        @ValidationRule(value = Rules.LABEL_KEYS, message = Rules.LABEL_KEYS_MESSAGE)
        @Nullable Map<String, @Size(max = 4096) String> annotations) {}

package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A Gateway, or a part of one. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GatewayReference(
    @JsonPropertyDescription("Name of the Gateway.")
        @Required
        @Size(min = 1, max = 253)
        @ValidationRule(value = Rules.OBJECT_NAME, message = Rules.OBJECT_NAME_MESSAGE)
        String name,
    @JsonPropertyDescription(
            "Namespace of the Gateway, whose listeners say by allowedRoutes which namespaces they"
                + " take routes from. Default: the application's.")
        @Size(min = 1, max = 63)
        @ValidationRule(
            value = "self.matches('^[a-z0-9]+(-+[a-z0-9]+)*$')",
            message =
                "this is no namespace's name: use lower-case letters, digits and '-', starting and"
                    + " ending with a letter or digit")
        @Nullable String namespace,
    @JsonPropertyDescription("Name of one listener of the Gateway. Default: all that take it.")
        @Size(min = 1, max = 253)
        @ValidationRule(value = Rules.OBJECT_NAME, message = Rules.OBJECT_NAME_MESSAGE)
        @Nullable String sectionName,
    @JsonPropertyDescription("Port of the listeners, 1 to 65535. Default: whatever port they have.")
        @Min(1)
        @Max(65535)
        @Nullable Integer port) {}

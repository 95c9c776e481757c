package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** One path prefix and the tier that serves it. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Route(
    @JsonPropertyDescription(
            "Path prefix, matched by whole segments: /api matches /api and /api/orders but not"
                + " /apix. At most 200 letters, digits, '-', '.', '_', '~' and '/', starting with"
                + " '/' and not ending with '/' unless it is '/' itself.")
        @Required
        @Size(min = 1, max = 200)
        @ValidationRule(
            value = "self.matches('^/([A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*)?$')",
            message =
                "a path prefix is '/' or segments of letters, digits, '-', '.', '_' and '~', each"
                    + " after one '/', with none at the end: for example /api/v1")
        @ValidationRule(
            value = "!self.split('/').exists(s, s == '.' || s == '..')",
            message = "a path prefix has no '.' or '..' segments: write the path that is meant")
        String pathPrefix,
    @JsonPropertyDescription("The tier that serves the path: Web or Application.") @Required
        RouteTarget tier) {}

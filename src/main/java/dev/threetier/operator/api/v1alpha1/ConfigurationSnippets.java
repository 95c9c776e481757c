package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Lines of HAProxy's own configuration. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConfigurationSnippets(
    @JsonPropertyDescription(
            "Lines at the end of the frontend that clients connect to, at most 4096 characters of"
                + " printable ASCII.")
        @Size(min = 1, max = 4096)
        @ValidationRule(value = Rules.PRINTABLE_LINES, message = Rules.PRINTABLE_LINES_MESSAGE)
        @Nullable String frontend,
    @JsonPropertyDescription(
            "Lines at the end of the web tier's backend, at most 4096 characters of printable"
                + " ASCII.")
        @Size(min = 1, max = 4096)
        @ValidationRule(value = Rules.PRINTABLE_LINES, message = Rules.PRINTABLE_LINES_MESSAGE)
        @Nullable String web,
    @JsonPropertyDescription(
            "Lines at the end of the application tier's backend, at most 4096 characters of"
                + " printable ASCII.")
        @Size(min = 1, max = 4096)
        @ValidationRule(value = Rules.PRINTABLE_LINES, message = Rules.PRINTABLE_LINES_MESSAGE)
        @Nullable String application) {}

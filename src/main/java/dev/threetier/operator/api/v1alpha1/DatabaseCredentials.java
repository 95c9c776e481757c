package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** The credentials of the application. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DatabaseCredentials(
    @JsonPropertyDescription(
            "Any text, such as a date, of at most 63 characters. Each new one has the operator"
                + " replace user name and password, without an interruption. The first one of a"
                + " new application, and removing it, does nothing. Default: none.")
        @Size(min = 1, max = 63)
        @Nullable String rotation) {}

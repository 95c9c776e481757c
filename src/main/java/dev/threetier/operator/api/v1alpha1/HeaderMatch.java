package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A header and its value. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HeaderMatch(
    @JsonPropertyDescription("Name of the header, 1 to 64 letters, digits and '-', in any case.")
        @Required
        @Size(min = 1, max = 64)
        @ValidationRule(value = Rules.HEADER_NAME, message = Rules.HEADER_NAME_MESSAGE)
        String name,
    @JsonPropertyDescription(
            "The whole value, case included, 1 to 128 characters: letters, digits, blanks inside"
                + " and -._~!$&()*+,/:;=?@%#|^. Of a header that is sent more than once, one line"
                + " has to have it.")
        @Required
        @Size(min = 1, max = 128)
        @ValidationRule(
            value =
                "self.matches('^[A-Za-z0-9._~!$&()*+,/:;=?@%#|^-]+( +[A-Za-z0-9._~!$&()*+,/:;=?@%#|^-]+)*$')",
            message =
                "a value to match has letters, digits, blanks inside and -._~!$&()*+,/:;=?@%#|^,"
                    + " and no quotes, braces or backslashes")
        String value) {}

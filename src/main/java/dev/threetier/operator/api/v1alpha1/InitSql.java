package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** SQL that a new database begins with. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InitSql(
    @JsonPropertyDescription("Name of a ConfigMap in the same namespace; at most 253 characters.")
        @Required
        @Size(min = 1, max = 253)
        @ValidationRule(value = Rules.OBJECT_NAME, message = Rules.OBJECT_NAME_MESSAGE)
        String configMapName,
    @JsonPropertyDescription(
            "Its key with the SQL, of at most 512 KiB; the key has at most 253 characters. Default:"
                + " init.sql.")
        @Default("init.sql")
        @Size(min = 1, max = 253)
        @ValidationRule(
            value = "self.matches('^[A-Za-z0-9._-]+$')",
            message =
                "a ConfigMap's key has letters, digits, '-', '_' and '.': for example init.sql")
        String key) {}

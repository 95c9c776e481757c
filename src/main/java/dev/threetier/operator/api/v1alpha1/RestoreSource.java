package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Where backups are. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RestoreSource(
    @JsonPropertyDescription(
            "Name of the application of this namespace that they were made of, or of this one. It"
                + " need not exist any more; the claim of its backup volume has to.")
        @Required
        @Size(min = 1, max = 40)
        @ValidationRule(
            value = "self.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
            message =
                "this is no application's name: use lower-case letters, digits and '-', starting"
                    + " with a letter and ending with a letter or digit")
        String appName,
    @JsonPropertyDescription(
            "Name of the claim of its backup volume, where that was given it by"
                + " backup.storage.claimName. Default: appName-backup.")
        @Size(min = 1, max = 253)
        @ValidationRule(value = Rules.OBJECT_NAME, message = Rules.OBJECT_NAME_MESSAGE)
        @Nullable String claimName) {}

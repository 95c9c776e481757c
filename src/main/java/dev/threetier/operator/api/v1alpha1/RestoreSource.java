package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Where backups are: on the volume of an application, or where that was copied to. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!has(self.claimName) || !has(self.s3)",
    message = "write claimName for a volume of this cluster, or s3 for a copy of it, not both")
@ValidationRule(
    value = "!has(self.namespace) || has(self.s3)",
    message =
        "a volume is used in its own namespace only: remove namespace, or write s3 for its copy")
public record RestoreSource(
    @JsonPropertyDescription(
            "Name of the application of this namespace that they were made of, or of this one. It"
                + " need not exist any more; its backup volume, or with s3 the copy, has to.")
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
        @Nullable String claimName,
    @JsonPropertyDescription(
            "S3-compatible storage that the backups were copied to, as backup.s3 of that application"
                + " names it. Default: they are read from its backup volume.")
        @Nullable S3Storage s3,
    @JsonPropertyDescription(
            "Namespace that the application with that copy was in, on whatever cluster: a part of"
                + " its path. Default: this one.")
        @Size(min = 1, max = 63)
        @ValidationRule(
            value = "self.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')",
            message =
                "this is no namespace: use lower-case letters, digits and '-', starting and ending"
                    + " with a letter or digit")
        @Nullable String namespace) {}

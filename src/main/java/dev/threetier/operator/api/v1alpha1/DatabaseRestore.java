package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** The backup that a new database is made from. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!has(self.backup) || !has(self.time)",
    message = "write backup or time, not both: a backup is restored as it was when it was complete")
public record DatabaseRestore(
    @JsonPropertyDescription("Whose backups they are.") @Required RestoreSource from,
    @JsonPropertyDescription(
            "Name of a base backup, as status.database.backups lists it, to restore without what"
                + " came after it. Default: everything that was saved.")
        @Size(min = 16, max = 16)
        @ValidationRule(
            value = "self.matches('^[0-9]{8}T[0-9]{6}Z$')",
            message = "this is no name of a backup: write one, for example 20261123T030012Z")
        @Nullable String backup,
    @JsonPropertyDescription(
            "Time in UTC up to which changes are restored, those of that very moment included, for"
                + " example 2026-11-23T13:05:00Z, with up to six decimals of a second. Default:"
                + " everything that was saved.")
        @Size(min = 20, max = 27)
        @ValidationRule(
            value =
                "self.matches('^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3])"
                    + ":[0-5][0-9]:[0-5][0-9]([.][0-9]{1,6})?Z$')",
            message = "this is no time: write one in UTC, for example 2026-11-23T13:05:00Z")
        @Nullable String time) {}

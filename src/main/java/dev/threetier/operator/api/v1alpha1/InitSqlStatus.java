package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;

/** What the database began with. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InitSqlStatus(
    @JsonPropertyDescription(
            "Ran: the database began with it. Skipped: there was a database on the volume, and it"
                + " will not run.")
        InitSqlState state,
    @JsonPropertyDescription("First 16 characters of the SHA-256 of the SQL.") @Size(max = 16)
        String digest,
    @JsonPropertyDescription("When that was, in UTC.") @Size(max = 20) String time) {}

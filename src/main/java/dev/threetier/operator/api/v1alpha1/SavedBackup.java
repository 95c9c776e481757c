package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A base backup that was checked. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SavedBackup(
    @JsonPropertyDescription("The time when it was complete, in UTC.") @Required @Size(max = 16)
        String name,
    @JsonPropertyDescription("Its size in bytes, compressed, without the WAL that follows.")
        @Min(0)
        @Max(1L << 50)
        long bytes,
    @JsonPropertyDescription("How many seconds it took, with its check.")
        @Min(0)
        @Max(Integer.MAX_VALUE)
        int seconds) {}

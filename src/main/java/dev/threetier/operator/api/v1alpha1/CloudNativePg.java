package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL database that CloudNativePG runs. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CloudNativePg(
    @JsonPropertyDescription(
            "Number of servers, 1 to 10: one primary, which the application connects to, and"
                + " standbys that follow it. Default: 3.")
        @Default("3")
        @Min(1)
        @Max(10)
        int instances,
    @JsonPropertyDescription("The persistent volume of each server.") @Required
        ClusterStorage storage,
    @JsonPropertyDescription(
            "Has CloudNativePG save the Cluster. Removed, no more backups are taken, and those that"
                + " were stay. Default: nothing is saved.")
        @Nullable ClusterBackup backup) {}

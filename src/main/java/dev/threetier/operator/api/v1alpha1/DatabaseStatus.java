package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** How the database is reached. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DatabaseStatus(
    @JsonPropertyDescription(
            "Secret that holds the application's connection: host, port, dbname, username,"
                + " password, uri and jdbc-url.")
        @Size(max = 253)
        String secretName,
    @JsonPropertyDescription("Service and port of the database inside the namespace.")
        @Size(max = 253)
        String endpoint,
    @JsonPropertyDescription(
            "Capacity of the volume as a quantity, for example 10Gi: what the storage gives, which"
                + " may be more than storage.size, and is less while the volume grows. Not there"
                + " before the volume is.")
        @Size(max = 32)
        @Nullable String capacity) {}

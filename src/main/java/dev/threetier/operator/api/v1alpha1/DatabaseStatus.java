package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the database is reached. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DatabaseStatus(
    @JsonPropertyDescription(
            "Secret that holds the application's connection: type, provider, host, port, database,"
                + " dbname, username, password, uri and jdbc-url.")
        @Size(max = 253)
        String secretName,
    @JsonPropertyDescription(
            "Service and port of the database inside the namespace; host and port of an external"
                + " one, once they are known.")
        @Size(max = 261)
        @Nullable String endpoint,
    @JsonPropertyDescription(
            "Capacity of the volume as a quantity, for example 10Gi: what the storage gives, which"
                + " may be more than storage.size, and is less while the volume grows. Not there"
                + " before the volume is.")
        @Size(max = 32)
        @Nullable String capacity,
    @JsonPropertyDescription("Name of the backup that the database was made from.") @Size(max = 16)
        @Nullable String restored,
    @JsonPropertyDescription(
            "Time of the first backup: the database can be restored to any time from then on for"
                + " which the WAL was saved.")
        @Size(max = 20)
        @Nullable String recoverableFrom,
    @JsonPropertyDescription("Base backups on the backup volume, the latest first.") @Size(max = 30)
        @Nullable List<SavedBackup> backups,
    @JsonPropertyDescription(
            "Time up to which everything that was saved had been copied to S3, as last told: after"
                + " each base backup, and when copying fails or works again.")
        @Size(max = 20)
        @Nullable String copiedUntil,
    @JsonProperty("initSQL")
        @JsonPropertyDescription("What became of initSQL, once the database is there.")
        @Nullable InitSqlStatus initSql) {}

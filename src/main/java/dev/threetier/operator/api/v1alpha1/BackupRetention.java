package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** Which base backups are kept, with all WAL since the first of them. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BackupRetention(
    @JsonPropertyDescription("Number of base backups, 1 to 30. Default: 7.")
        @Default("7")
        @Min(1)
        @Max(30)
        int count,
    @JsonPropertyDescription(
            "Age in days, 1 to 3650, from which a base backup is removed after the next one; the"
                + " last one always stays. Default: none is removed for its age.")
        @Min(1)
        @Max(3650)
        @Nullable Integer maxAgeDays) {}

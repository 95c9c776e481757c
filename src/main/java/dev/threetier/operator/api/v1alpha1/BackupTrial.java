package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** When the last backup is restored on trial, and what is looked at. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BackupTrial(
    @JsonPropertyDescription(
            "When it is restored, in timeZone, written as the schedule of backups. One that was missed is"
                + " made up for. Default: 0 5 * * 0.")
        @Default("0 5 * * 0")
        @Size(min = 9, max = 100)
        @ValidationRule(value = Schedules.CRON, message = Schedules.CRON_MESSAGE)
        String schedule,
    @JsonPropertyDescription(
            "SQL that has to return true of the restored database, for example SELECT count(*) > 0"
                + " FROM orders. The owner of the database runs it. Up to 1000 characters. Default:"
                + " none.")
        @Size(min = 1, max = 1000)
        @Nullable String query) {}

package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import org.jspecify.annotations.Nullable;

/** What is saved of the database, and for how long. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DatabaseBackup(
    @JsonPropertyDescription(
            "When base backups are taken, in timeZone: minute, hour, day of the month, month and day of"
                + " the week (0 is Sunday) as cron reads them, in numbers, '*', '-', ',' and '/'."
                + " One that was missed is made up for. Default: 0 3 * * *.")
        @Default("0 3 * * *")
        @Size(min = 9, max = 100)
        @ValidationRule(value = Schedules.CRON, message = Schedules.CRON_MESSAGE)
        String schedule,
    @JsonPropertyDescription(
            "IANA name of the time zone of this schedule and that of trials, for example"
                + " Europe/Berlin. Default: UTC.")
        @Size(min = 1, max = 64)
        @ValidationRule(
            value = "self.matches('^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9][A-Za-z0-9_+-]*)*$')",
            message = "this is no time zone: write its IANA name, for example Europe/Berlin")
        @Nullable String timeZone,
    @JsonPropertyDescription(
            "While true nothing is saved; what was saved stays. WAL for a quarter of the database's"
                + " volume is kept meanwhile. Default: false.")
        @Default("false")
        boolean suspend,
    @JsonPropertyDescription("Which backups are kept.") @Default("{}") BackupRetention retention,
    @JsonPropertyDescription(
            "The volume for backups. It has to hold those that are kept, the WAL since the first of"
                + " them, and once more the database as it is, to check a new one.")
        @Required
        BackupStorage storage,
    @JsonPropertyDescription(
            "S3-compatible storage that what is on the volume is copied to; the condition"
                + " BackupCopied tells whether it is. The volume, and with it the database, does not"
                + " depend on it. Default: no copy.")
        @Nullable S3Storage s3,
    @JsonPropertyDescription(
            "CPU and memory of each container that saves. Default: requests of 10m CPU and 32Mi"
                + " memory, a limit of 256Mi memory.")
        @Nullable ResourceRequirements resources,
    @JsonPropertyDescription(
            "Restores the last backup on trial beside the backups, with all WAL since, checks it and"
                + " throws it away; the condition BackupVerified tells what was found. Default: none"
                + " is restored.")
        @Nullable BackupTrial trial) {}

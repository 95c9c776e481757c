package dev.threetier.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How CloudNativePG saves a Cluster. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.volumeSnapshot) != has(self.plugin)",
    message = "write volumeSnapshot or plugin: one of the two")
public record ClusterBackup(
    @JsonPropertyDescription(
            "When backups are taken, in the time of CloudNativePG's operator, which is UTC: minute,"
                + " hour, day of the month, month and day of the week (0 to 6, 0 is Sunday)."
                + " Default: 0 3 * * *.")
        @Default("0 3 * * *")
        @Size(min = 9, max = 100)
        @ValidationRule(value = Schedules.CRON, message = Schedules.CRON_MESSAGE)
        String schedule,
    @JsonPropertyDescription("While true no backup is taken. Default: false.") @Default("false")
        boolean suspend,
    @JsonPropertyDescription("Backups are snapshots of a server's volume. WAL is not saved.")
        @Nullable VolumeSnapshot volumeSnapshot,
    @JsonPropertyDescription(
            "A plugin of CloudNativePG takes the backups, and saves the WAL all the time.")
        @Nullable Plugin plugin) {

  /** By the storage. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record VolumeSnapshot(
      @JsonPropertyDescription(
              "Name of the VolumeSnapshotClass. Default: that of the volumes' driver.")
          @Size(min = 1, max = 253)
          @ValidationRule(value = Rules.OBJECT_NAME, message = Rules.OBJECT_NAME_MESSAGE)
          @Nullable String className) {}

  /** By what is installed beside CloudNativePG. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Plugin(
      @JsonPropertyDescription(
              "Name that the plugin is registered by, for example barman-cloud.cloudnative-pg.io.")
          @Required
          @Size(min = 1, max = 253)
          @ValidationRule(value = Rules.OBJECT_NAME, message = Rules.OBJECT_NAME_MESSAGE)
          String name,
      @JsonPropertyDescription(
              "Its settings by name, at most 20, for example barmanObjectName: backups. Values have"
                  + " at most 1000 characters. Default: none.")
          @Size(max = 20)
          @Nullable Map<String, @Size(max = 1000) String> parameters) {}
}

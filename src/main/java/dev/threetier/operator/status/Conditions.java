package dev.threetier.operator.status;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Conditions as they are made anew, keeping the time of the last flip from those that were. */
public final class Conditions {

  public static final String READY = "Ready";
  public static final String RECONCILING = "Reconciling";
  public static final String STALLED = "Stalled";

  /** Whether the database's volume has room; Ready does not depend on it. */
  public static final String VOLUME_HEALTHY = "VolumeHealthy";

  /** Whether the last backup could be restored; Ready does not depend on it. */
  public static final String BACKUP_VERIFIED = "BackupVerified";

  /** Whether the volume of backups has room; Ready does not depend on it. */
  public static final String BACKUP_VOLUME_HEALTHY = "BackupVolumeHealthy";

  /** Whether backups are copied out of the cluster; Ready does not depend on it. */
  public static final String BACKUP_COPIED = "BackupCopied";

  static final String CREDENTIALS_ROTATED = "CredentialsRotated";

  // Kubernetes takes 32,768; nobody reads that much.
  private static final int MESSAGE_LENGTH = 1024;

  private final List<Condition> before;
  private final long generation;
  private final String now;
  private final List<Condition> made = new ArrayList<>();

  Conditions(List<Condition> before, long generation, Instant now) {
    this.before = before;
    this.generation = generation;
    this.now = now.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  void add(String type, Status status, Reason reason, String message) {
    add(type, status, reason.title(), message);
  }

  void add(String type, Status status, String reason, String message) {
    var text = message.length() <= MESSAGE_LENGTH ? message : message.substring(0, MESSAGE_LENGTH);
    var since =
        before(type)
            .filter(old -> old.getStatus().equals(status.word))
            .map(Condition::getLastTransitionTime)
            .orElse(now);
    made.add(
        new ConditionBuilder()
            .withType(type)
            .withStatus(status.word)
            .withReason(reason)
            .withMessage(text)
            .withObservedGeneration(generation)
            .withLastTransitionTime(since)
            .build());
  }

  /** What was told before, if anything was. */
  Optional<Condition> before(String type) {
    return find(before, type);
  }

  /** One of those that were, of which nothing new is known. */
  void keep(Condition old) {
    made.add(old.edit().withObservedGeneration(generation).build());
  }

  List<Condition> list() {
    return List.copyOf(made);
  }

  /** The condition of that type. */
  public static Optional<Condition> find(List<Condition> conditions, String type) {
    return conditions.stream().filter(c -> c.getType().equals(type)).findFirst();
  }

  /** The three statuses of a condition. */
  enum Status {
    TRUE("True"),
    FALSE("False"),
    UNKNOWN("Unknown");

    private final String word;

    Status(String word) {
      this.word = word;
    }

    static Status of(boolean value) {
      return value ? TRUE : FALSE;
    }
  }
}

package dev.threetier.operator.status;

import dev.threetier.operator.blueprint.Tier;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An object of the application that could not be written. */
public record WriteFailure(Tier tier, String kind, Reason reason, String message) {

  private static final Set<Reason> REFUSALS =
      Set.of(Reason.NAME_CONFLICT, Reason.QUOTA_EXCEEDED, Reason.REFUSED);

  /** Somebody else's object has the name. */
  public static WriteFailure nameConflict(HasMetadata wanted) {
    return new WriteFailure(
        tierOf(wanted),
        wanted.getKind(),
        Reason.NAME_CONFLICT,
        "%s exists and does not belong to this application: delete or rename it, or give the application another name"
            .formatted(nameOf(wanted)));
  }

  /** An object of a deleted application of the same name is still there. */
  public static WriteFailure ofEarlierApplication(HasMetadata wanted) {
    return new WriteFailure(
        tierOf(wanted),
        wanted.getKind(),
        Reason.WAITING,
        "%s belongs to an earlier application of this name and is being deleted"
            .formatted(nameOf(wanted)));
  }

  /** The API server refused the object, with this code and message. */
  public static WriteFailure refused(HasMetadata wanted, int code, @Nullable String message) {
    var quota =
        code == HttpURLConnection.HTTP_FORBIDDEN
            && message != null
            && message.contains("exceeded quota");
    return new WriteFailure(
        tierOf(wanted),
        wanted.getKind(),
        quota ? Reason.QUOTA_EXCEEDED : Reason.REFUSED,
        "%s: %s".formatted(nameOf(wanted), message));
  }

  /** The failure that a tier's condition tells of. */
  static Optional<WriteFailure> told(Tier tier, Condition condition) {
    return REFUSALS.stream()
        .filter(reason -> reason.title().equals(condition.getReason()))
        .map(reason -> new WriteFailure(tier, "", reason, condition.getMessage()))
        .findFirst();
  }

  private static String nameOf(HasMetadata wanted) {
    return wanted.getKind() + " " + wanted.getMetadata().getName();
  }

  private static Tier tierOf(HasMetadata wanted) {
    return Tier.of(wanted.getMetadata().getLabels()).orElseThrow();
  }
}

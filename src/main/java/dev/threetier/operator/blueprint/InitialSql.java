package dev.threetier.operator.blueprint;

import dev.threetier.operator.api.v1alpha1.DatabaseStatus;
import dev.threetier.operator.api.v1alpha1.InitSql;
import dev.threetier.operator.api.v1alpha1.InitSqlState;
import dev.threetier.operator.api.v1alpha1.InitSqlStatus;
import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.api.v1alpha1.ThreeTierAppStatus;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The SQL that a new database begins with: the pod has a copy, and tells when it has run it. */
public final class InitialSql {

  /** What the pod's words begin with where it could not be run. */
  public static final String FAILED = "initSQL of ";

  /** Beside the scripts there is room for as much in a ConfigMap. */
  static final int LARGEST = 512 << 10;

  private static final String TEXT = "init.sql";
  private static final String ORIGIN = "init.sql.from";

  private static final Pattern REPORT =
      Pattern.compile(
          "^initSQL (ran|skipped) ([0-9a-f]{16}) ([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z)$",
          Pattern.MULTILINE);

  private InitialSql() {}

  /**
   * What is known of it.
   *
   * @param text the SQL as the user's ConfigMap holds it now
   * @param told what became of it, once the database is there
   */
  public record Known(Optional<String> text, Optional<InitSqlStatus> told) {

    /** An application without it. */
    public static final Known NOTHING = new Known(Optional.empty(), Optional.empty());
  }

  /**
   * What a ConfigMap holds of it.
   *
   * @param fault why there is no text
   */
  public record Read(Optional<String> text, Optional<String> fault) {

    /** There is no ConfigMap, or none is named. */
    public static final Read NOTHING = new Read(Optional.empty(), Optional.empty());

    private static Read fault(String words) {
      return new Read(Optional.empty(), Optional.of(words));
    }
  }

  /** What the ConfigMap holds of what is wanted. */
  public static Read in(ConfigMap configMap, @Nullable InitSql wanted) {
    if (wanted == null) {
      return Read.NOTHING;
    }
    var key = wanted.key();
    var text = configMap.getData() == null ? null : configMap.getData().get(key);
    if (text == null) {
      return Read.fault("it has no key %s: add it, with the SQL as its text".formatted(key));
    }
    var bytes = text.getBytes(StandardCharsets.UTF_8).length;
    return bytes > LARGEST
        ? Read.fault("%s has %d bytes: shorten it to %d".formatted(key, bytes, LARGEST))
        : new Read(Optional.of(text), Optional.empty());
  }

  /** What the database's pod tells of it, or what was told before. */
  public static Optional<InitSqlStatus> told(ThreeTierApp app, List<Pod> pods) {
    return pods.stream()
        .flatMap(InitialSql::ends)
        .map(REPORT::matcher)
        .filter(Matcher::find)
        .map(InitialSql::status)
        .findFirst()
        .or(
            () ->
                Optional.ofNullable(app.getStatus())
                    .map(ThreeTierAppStatus::database)
                    .map(DatabaseStatus::initSql));
  }

  private static Stream<String> ends(Pod pod) {
    return pod.getStatus() == null || pod.getMetadata().getDeletionTimestamp() != null
        ? Stream.empty()
        : pod.getStatus().getInitContainerStatuses().stream()
            .filter(status -> status.getName().equals(DatabaseTier.INITIALISATION))
            .filter(status -> status.getState() != null)
            .flatMap(status -> Stream.ofNullable(status.getState().getTerminated()))
            .flatMap(end -> Stream.ofNullable(end.getMessage()));
  }

  private static InitSqlStatus status(MatchResult report) {
    return new InitSqlStatus(
        report.group(1).equals("ran") ? InitSqlState.RAN : InitSqlState.SKIPPED,
        report.group(2),
        report.group(3));
  }

  /** Whether the database cannot be made yet, for the text is not there. */
  static boolean isAwaited(Scope scope) {
    var known = scope.facts().initialSql();
    return scope.spec().database().initSql() != null
        && known.text().isEmpty()
        && known.told().isEmpty();
  }

  static Map<String, String> files(Scope scope) {
    var wanted = scope.spec().database().initSql();
    if (wanted == null) {
      return Map.of();
    }
    var files = new HashMap<String, String>();
    files.put(ORIGIN, "ConfigMap %s, key %s".formatted(wanted.configMapName(), wanted.key()));
    scope.facts().initialSql().text().ifPresent(text -> files.put(TEXT, text));
    return files;
  }

  /** Another text is tried by another pod as long as none has been run. */
  static Map<String, String> rollOn(Scope scope) {
    // A database that was restored tells of one that its application does not have.
    if (scope.spec().database().initSql() == null) {
      return Map.of();
    }
    var known = scope.facts().initialSql();
    return known
        .told()
        .map(InitSqlStatus::digest)
        .or(() -> known.text().map(Digest::of))
        .map(digest -> Map.of(TEXT, digest))
        .orElse(Map.of());
  }
}

package dev.threetier.operator.blueprint;

import dev.threetier.operator.api.v1alpha1.BackupTrial;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the pod of backups has in addition where they are restored on trial: else nothing. */
public final class BackupTrials {

  /** Annotation of an application whose every new value is answered with a trial. */
  public static final String REQUEST = "threetier.dev/try-restore-now";

  private static final Map<String, String> SCRIPTS =
      Stream.of("trial.sh", "restore.sh", PostgresqlConfiguration.SCRIPT)
          .collect(Collectors.toUnmodifiableMap(Function.identity(), Resources::text));

  private static final String SOCKET_DIR = "/tmp";

  private BackupTrials() {}

  private static Optional<BackupTrial> wanted(Scope scope) {
    return Optional.ofNullable(scope.spec().database().backup()).map(backup -> backup.trial());
  }

  static Map<String, String> scripts(Scope scope) {
    return wanted(scope).isPresent() ? SCRIPTS : Map.of();
  }

  static List<EnvVar> environment(Scope scope) {
    return wanted(scope)
        .map(
            trial ->
                List.of(
                    Environment.value("CONFIG_DIR", Pods.CONFIG_DIR),
                    Environment.value("SOCKET_DIR", SOCKET_DIR),
                    Environment.value("TRIAL_SCHEDULE", trial.schedule()),
                    Environment.value("TRIAL_QUERY", literal(trial.query())),
                    Environment.value(
                        "TRIAL_REQUEST", scope.facts().saved().trial().orElse("none"))))
        .orElse(List.of());
  }

  /** Kubernetes would take a dollar for the beginning of a reference. */
  private static String literal(@Nullable String query) {
    return Objects.requireNonNullElse(query, "").replace("$", "$$");
  }
}

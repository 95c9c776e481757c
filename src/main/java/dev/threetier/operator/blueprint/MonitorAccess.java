package dev.threetier.operator.blueprint;

import dev.threetier.operator.api.v1alpha1.DatabaseMonitoring;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The role that exporters of metrics connect as: all of it nothing where it is not wanted. */
final class MonitorAccess {

  static final String USER = "threetier_monitor";

  private static final String SCRIPT = "monitor-role.sh";
  private static final String SCRIPT_TEXT = Resources.text(SCRIPT);
  private static final String VOLUME = "monitor-credentials";

  private MonitorAccess() {}

  private static Optional<DatabaseMonitoring> wanted(Scope scope) {
    return Optional.ofNullable(scope.spec().database().monitoring());
  }

  /** It stays when it is no longer wanted: the operator has no right to delete Secrets. */
  static Stream<Secret> secret(Scope scope) {
    return scope
        .facts()
        .monitorPassword()
        .map(
            password ->
                Secrets.connection(
                    scope, scope.names().monitor(), scope.spec().database().name(), USER, password))
        .stream();
  }

  static Map<String, String> scripts(Scope scope) {
    return wanted(scope).isPresent() ? Map.of(SCRIPT, SCRIPT_TEXT) : Map.of();
  }

  static List<Volume> volumes(Scope scope) {
    return wanted(scope).isPresent()
        ? List.of(DatabaseTier.password(VOLUME, scope.names().monitor()))
        : List.of();
  }

  /** The container that is the superuser beside the server makes the role. */
  static Container madeBy(Container reloader, Scope scope) {
    return wanted(scope).isEmpty()
        ? reloader
        : Pods.beside(reloader, SCRIPT)
            .edit()
            .addToVolumeMounts(
                Pods.readOnlyMount(VOLUME, DatabaseTier.CREDENTIALS_DIR + "/monitor"))
            .build();
  }

  /** The pods that are let in. */
  static Optional<LabelSelector> clients(Scope scope) {
    return wanted(scope)
        .map(DatabaseMonitoring::podLabels)
        .map(labels -> new LabelSelectorBuilder().withMatchLabels(labels).build());
  }
}

package dev.threetier.operator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.blueprint.ImageContainer.Output;
import dev.threetier.operator.fixture.Apps;
import dev.threetier.operator.fixture.TestConfig;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The pod of a database, whose containers run one after the other in the one container of a test.
 */
final class DatabasePod {

  private static final String WHILE_THE_SERVER_RUNS =
      """
      "$@" >/tmp/server.log 2>&1 &
      until pg_isready -q -h /run/postgresql; do
        kill -0 %1 || { cat /tmp/server.log; exit 99; }
        sleep 0.1
      done
      eval "$TASK"
      code=$?
      kill -INT %1
      wait %1
      exit $code
      """;

  private final ImageContainer container;
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> initialisation;
  private final List<String> server;
  private final String digest;

  DatabasePod(ImageContainer container, String spec, Facts facts) {
    this.container = container;
    var app = Apps.withSpec(spec);
    var blueprint = new Blueprint(app, new TestConfig(), facts);
    var pod = named("shop-db", blueprint.deployments()).getSpec().getTemplate().getSpec();
    initialisation = pod.getInitContainers().getFirst().getCommand();
    server = pod.getContainers().getFirst().getCommand();
    pod.getInitContainers().getFirst().getEnv().stream()
        .filter(variable -> variable.getValue() != null)
        .forEach(variable -> environment.put(variable.getName(), variable.getValue()));
    environment.put("MEMORY_BYTES", "1073741824");
    environment.put("PGDATABASE", app.getSpec().database().name());
    environment.put("PGUSER", app.getSpec().database().user());
    var configMap = named("shop-db", blueprint.configMaps());
    digest = TriedConfiguration.POSTGRESQL.digest(configMap);
    configMap.getData().forEach((file, text) -> container.write("/etc/threetier/" + file, text));
  }

  String digest() {
    return digest;
  }

  DatabasePod withMemory(String bytes) {
    environment.put("MEMORY_BYTES", bytes);
    return this;
  }

  DatabasePod loggingInAs(String login) {
    environment.put("PGUSER", login);
    return this;
  }

  Output initialise(String password) throws Exception {
    var output = tryInitialise(password);
    assertThat(output.exitCode()).as(output.toString()).isZero();
    return output;
  }

  Output tryInitialise(String password) throws Exception {
    mountPasswords(password);
    return container.tryRun(environment, initialisation);
  }

  /** Kills every process at the moment at which the file comes into being. */
  void initialiseUntil(String file) throws Exception {
    mountPasswords("secret1");
    var output =
        bash(
            """
            "$@" >/dev/null 2>&1 &
            until [ -e "$FILE" ]; do kill -0 %1 || exit; done
            kill -KILL -1
            echo killed
            """,
            Map.of("FILE", file), initialisation);
    assertThat(output.stdout()).as("%s was seen", file).isEqualTo("killed\n");
  }

  String query(String password, String sql) throws Exception {
    var output = tryQuery(password, sql);
    assertThat(output.exitCode()).as(output.toString()).isZero();
    return output.stdout().strip();
  }

  Output tryQuery(String password, String sql) throws Exception {
    return bash(
        WHILE_THE_SERVER_RUNS,
        Map.of(
            "TASK", "psql -X -q -At -h 127.0.0.1 -c \"$SQL\"", "PGPASSWORD", password, "SQL", sql),
        server);
  }

  Output startTwice() throws Exception {
    return bash(
        WHILE_THE_SERVER_RUNS,
        Map.of(
            "TASK",
            "$INITIALISATION; echo initialisation $?; \"$@\"; echo server $?",
            "INITIALISATION",
            String.join(" ", initialisation)),
        server);
  }

  private Output bash(String script, Map<String, String> variables, List<String> arguments)
      throws Exception {
    var all = new HashMap<>(environment);
    all.putAll(variables);
    var command = new ArrayList<>(List.of("bash", "-c", script, "bash"));
    command.addAll(arguments);
    return container.tryRun(all, command);
  }

  private void mountPasswords(String application) {
    var directory = "/run/secrets/threetier/";
    container.write(directory + "application/username", environment.getOrDefault("PGUSER", ""));
    container.write(directory + "application/password", application);
    container.write(directory + "superuser/password", "supersecret");
  }

  private static <T extends HasMetadata> T named(String name, List<T> objects) {
    return objects.stream()
        .filter(object -> object.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}

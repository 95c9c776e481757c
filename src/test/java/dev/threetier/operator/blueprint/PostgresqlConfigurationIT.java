package dev.threetier.operator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.threetier.operator.fixture.Apps;
import dev.threetier.operator.fixture.Schema;
import dev.threetier.operator.fixture.TestServerCertificate;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PostgreSQL itself on each configuration of the golden files, in the version of the case. */
class PostgresqlConfigurationIT {

  private static final String CONFIG_FILE = "/etc/threetier/postgresql.conf";
  private static final String HBA_FILE = "/etc/threetier/pg_hba.conf";

  private static final Map<Integer, ImageContainer> CONTAINERS = new HashMap<>();

  @AfterAll
  static void stop() {
    CONTAINERS.values().forEach(ImageContainer::stop);
  }

  static List<GoldenCase> cases() {
    return GoldenCase.differingIn("postgresql.conf");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void postgresqlReadsWhatWasWritten(GoldenCase golden) throws Exception {
    // Given
    var database = golden.app().getSpec().database();
    var container = container(database.version());
    for (var file : List.of("postgresql.conf", "pg_hba.conf", "resources.conf")) {
      container.write("/etc/threetier/" + file, golden.file(file).orElseThrow());
    }

    // When
    var found = startAndRead(container);

    // Then
    assertThat(found.settings())
        .containsAllEntriesOf(Objects.requireNonNullElse(database.parameters(), Map.of()))
        .containsEntry("fsync", "on")
        .containsEntry("port", "5432")
        .containsEntry("listen_addresses", "*");
    assertThat(found.errors()).isEmpty();
  }

  @Test
  void anyValueIsReadBackAsItWas() throws Exception {
    // Given
    var schema = Schema.ofThreeTierApp().field("spec.database.parameters");
    var spec = JsonNodeFactory.instance.objectNode();
    var values = spec.withObject("/database/parameters");
    HostileValues.all()
        .filter(value -> schema.matches("self[k]", value))
        .forEach(value -> values.put("threetier.value" + values.size(), value));
    var parameters =
        Objects.requireNonNull(Apps.withSpec(List.of(spec)).getSpec().database().parameters());
    var container = container(17);
    write(container, parameters);

    // When
    var found = startAndRead(container);

    // Then
    assertThat(found.settings()).hasSizeGreaterThan(100).containsAllEntriesOf(parameters);
    assertThat(found.errors()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 17})
  void theSettingsThatTakeARestartAreKnown(int version) throws Exception {
    // Given
    var container = container(version);
    write(container, Map.of());

    // When
    var contexts = startAndRead(container).contexts();

    // Then
    assertThat(contexts).hasSizeGreaterThan(300);
    assertThat(contexts)
        .allSatisfy(
            (name, context) ->
                assertThat(PostgresqlRestarts.isNeededBy(name, version))
                    .isEqualTo(context.equals("postmaster")));
  }

  private static void write(ImageContainer container, Map<String, String> parameters) {
    container.write(CONFIG_FILE, PostgresqlConfiguration.settings(parameters, "/run/postgresql"));
    container.write(HBA_FILE, PostgresqlConfiguration.HOST_BASED_AUTHENTICATION);
    container.write("/etc/threetier/resources.conf", PostgresqlResources.file(null));
  }

  private static Found startAndRead(ImageContainer container) throws Exception {
    // Lines for connections by TLS are errors where there is none.
    container.write(
        "/etc/threetier/server.pem",
        TestServerCertificate.of(Apps.minimal(), "cluster.test").server().pem());
    var output =
        container.run(
            "sh",
            "-euc",
            """
            install -m 600 /etc/threetier/server.pem /tmp/server.pem
            pg_ctl --pgdata=/data/pgdata --silent --wait --log=/tmp/log start --options="\
              -c config_file=/etc/threetier/postgresql.conf -c hba_file=/etc/threetier/pg_hba.conf \
              -c ssl=on -c ssl_cert_file=/tmp/server.pem -c ssl_key_file=/tmp/server.pem" ||
              { cat /tmp/log; exit 1; }
            psql -X -At -h /run/postgresql -U postgres -c "SELECT json_build_object(
              'contexts', (SELECT json_object_agg(name, context) FROM pg_settings),
              'settings', (SELECT json_object_agg(name, setting ORDER BY seqno) FROM pg_file_settings),
              'errors', (SELECT coalesce(json_agg(error), '[]') FROM (
                SELECT error FROM pg_file_settings UNION SELECT error FROM pg_hba_file_rules) _
                WHERE error IS NOT NULL))"
            pg_ctl --pgdata=/data/pgdata --silent --wait --mode=fast stop
            """);
    return new KubernetesSerialization().unmarshal(output.stdout(), Found.class);
  }

  private static ImageContainer container(int version) throws Exception {
    var container = CONTAINERS.get(version);
    if (container == null) {
      container = ImageContainer.postgresql(version);
      CONTAINERS.put(version, container);
      container.start();
      container.run("initdb", "--pgdata=/data/pgdata", "--auth=trust", "--username=postgres");
    }
    return container;
  }

  /** What the server read from its files, and what it could not read. */
  record Found(Map<String, String> contexts, Map<String, String> settings, List<String> errors) {}
}

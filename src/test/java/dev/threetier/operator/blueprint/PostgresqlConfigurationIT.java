package dev.threetier.operator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** PostgreSQL itself on each configuration of the golden files, in the version of the case. */
class PostgresqlConfigurationIT {

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
    container.write("/etc/threetier/postgresql.conf", golden.file("postgresql.conf").orElseThrow());
    container.write("/etc/threetier/pg_hba.conf", golden.file("pg_hba.conf").orElseThrow());

    // When
    var output =
        container.run(
            "sh",
            "-euc",
            """
            pg_ctl --pgdata=/data/pgdata --silent --wait --log=/tmp/log start --options="\
              -c config_file=/etc/threetier/postgresql.conf -c hba_file=/etc/threetier/pg_hba.conf" ||
              { cat /tmp/log; exit 1; }
            psql -X -At -h /run/postgresql -U postgres -c "SELECT json_build_object(
              'settings', (SELECT json_object_agg(name, setting) FROM pg_file_settings),
              'refused', (SELECT json_agg(name) FROM pg_file_settings WHERE error IS NOT NULL),
              'refusedHosts', (SELECT json_agg(error) FROM pg_hba_file_rules WHERE error IS NOT NULL))"
            pg_ctl --pgdata=/data/pgdata --silent --wait --mode=fast stop
            """);

    // Then
    var found = new KubernetesSerialization().unmarshal(output.stdout(), JsonNode.class);
    var settings = new HashMap<String, String>();
    found
        .path("settings")
        .properties()
        .forEach(e -> settings.put(e.getKey(), e.getValue().asText()));
    assertThat(settings)
        .containsAllEntriesOf(Objects.requireNonNullElse(database.parameters(), Map.of()))
        .containsEntry("fsync", "on")
        .containsEntry("port", "5432")
        .containsEntry("listen_addresses", "*");
    assertThat(found.path("refused").isNull()).as(output.stdout()).isTrue();
    assertThat(found.path("refusedHosts").isNull()).as(output.stdout()).isTrue();
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
}

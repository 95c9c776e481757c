package dev.threetier.operator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.fixture.Apps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresqlConfigurationTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {"16MB, '16MB'", "it's, 'it''s'", "a\\b, 'a\\\\b'", "\\', '\\\\'''", "||, ''"})
  void valuesAreQuoted(String value, String expected) {
    // When
    var quoted = PostgresqlConfiguration.quoted(value);

    // Then
    assertThat(quoted).isEqualTo(expected);
  }

  @Test
  void aUsersSettingReplacesADefaultAndNeverWhatTheOperatorFixes() {
    // Given
    var database =
        Apps.withSpec(
                """
                database:
                  parameters: {timezone: Europe/Berlin, fsync: "off", port: "1", listen_addresses: ""}
                """)
            .getSpec()
            .database();

    // When
    var settings = PostgresqlConfiguration.settings(database, "/run/postgresql");

    // Then
    assertThat(settings.lines())
        .contains("timezone = 'Europe/Berlin'", "log_timezone = 'UTC'")
        .contains("fsync = 'on'", "port = '5432'", "listen_addresses = '*'")
        .doesNotHaveDuplicates();
  }
}

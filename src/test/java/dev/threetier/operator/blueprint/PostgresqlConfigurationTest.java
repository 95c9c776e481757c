package dev.threetier.operator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
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
    var parameters =
        Map.of("timezone", "Europe/Berlin", "fsync", "off", "port", "1", "listen_addresses", "");

    // When
    var settings = PostgresqlConfiguration.settings(parameters, "/run/postgresql");

    // Then
    assertThat(settings.lines())
        .contains("timezone = 'Europe/Berlin'", "log_timezone = 'UTC'")
        .contains("fsync = 'on'", "port = '5432'", "listen_addresses = '*'")
        .doesNotHaveDuplicates();
  }
}

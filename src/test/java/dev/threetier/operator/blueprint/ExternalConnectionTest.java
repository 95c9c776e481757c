package dev.threetier.operator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.fixture.TestFacts;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExternalConnectionTest {

  private final Map<String, String> secret =
      new HashMap<>(
          Map.of(
              "host", "db.example.com",
              "database", "orders",
              "username", "shop",
              "password", "secret"));

  @Test
  void whatASecretLacksIsMadeOfTheRest() {
    // When
    var data = read().connection().orElseThrow().data();

    // Then
    assertThat(data)
        .containsOnly(
            Map.entry("type", "postgresql"),
            Map.entry("provider", "threetier"),
            Map.entry("host", "db.example.com"),
            Map.entry("port", "5432"),
            Map.entry("database", "orders"),
            Map.entry("dbname", "orders"),
            Map.entry("username", "shop"),
            Map.entry("password", "secret"),
            Map.entry("uri", "postgresql://shop:secret@db.example.com:5432/orders"),
            Map.entry("jdbc-url", "jdbc:postgresql://db.example.com:5432/orders"));
  }

  @Test
  void whatASecretHasIsPassedOn() {
    // Given
    secret.put("port", "6432");
    secret.put("uri", "postgresql://db.example.com/orders?sslmode=verify-full");
    secret.put("jdbc-url", "jdbc:postgresql://db.example.com/orders?ssl=true");

    // When
    var data = read().connection().orElseThrow().data();

    // Then
    assertThat(data).containsAllEntriesOf(secret);
  }

  @Test
  void certificatesAreOfSeveralLines() {
    // Given
    secret.put("ca.crt", "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n");

    // When
    var data = read().connection().orElseThrow().data();

    // Then
    assertThat(data).containsEntry("ca.crt", secret.get("ca.crt"));
  }

  /** Such Secrets are written by others, and by the operator. */
  @Test
  void theDatabaseMayBeCalledDbname() {
    // Given
    secret.put("dbname", secret.remove("database"));

    // When
    var connection = read().connection().orElseThrow();

    // Then
    assertThat(connection.database()).isEqualTo("orders");
  }

  @Test
  void noValueBecomesPartOfAUrlsSyntax() {
    // Given
    secret.putAll(
        Map.of("database", "or/ders?x=1", "username", "sh@op:", "password", "p@ss/wörd +1#&%"));

    // When
    var connection = read().connection().orElseThrow();

    // Then
    assertThat(connection.uri())
        .isEqualTo(
            "postgresql://sh%40op%3A:p%40ss%2Fw%C3%B6rd%20%2B1%23%26%25@db.example.com:5432/or%2Fders%3Fx%3D1");
    assertThat(connection.jdbcUrl())
        .isEqualTo("jdbc:postgresql://db.example.com:5432/or%2Fders%3Fx%3D1");
    assertThat(connection).hasToString("ExternalConnection[hidden]");
  }

  @Test
  void anAddressOfIpv6IsPutInBrackets() {
    // Given
    secret.put("host", "2001:db8::5");

    // When
    var connection = read().connection().orElseThrow();

    // Then
    assertThat(connection.endpoint()).isEqualTo("[2001:db8::5]:5432");
    assertThat(connection.uri()).endsWith("@[2001:db8::5]:5432/orders");
  }

  @ParameterizedTest
  @CsvSource({"host", "database", "username", "password"})
  void aKeyThatIsMissingOrEmptyIsNamed(String key) {
    // Given
    var without = new HashMap<>(secret);
    without.remove(key);
    secret.put(key, "");

    // When
    var empty = read();
    var missing = TestFacts.connection(without);

    // Then
    assertThat(empty).isEqualTo(missing);
    assertThat(missing.connection()).isEmpty();
    assertThat(missing.fault())
        .contains("it has no key %s, or an empty one: add it".formatted(key));
  }

  @ParameterizedTest
  @CsvSource({
    "host, '/run/postgresql', 'its key host is neither'",
    "host, 'a,b', 'its key host is neither'",
    "host, 'db/x?host=y', 'its key host is neither'",
    "host, 'me@db', 'its key host is neither'",
    "host, '10.0.0.5:5432', 'its key host is neither one DNS name nor one address: write for example db.example.com, and a port into the key port'",
    "host, 'db:5432', 'its key host is neither one DNS name nor one address: write for example db.example.com, and a port into the key port'",
    "host, '[2001:db8::5]:5432', 'its key host is neither one DNS name nor one address: write for example db.example.com, and a port into the key port'",
    "port, '0', 'its key port is no number'",
    "port, '65536', 'its key port is no number'",
    "port, 'five', 'its key port is no number'",
    "password, 'secret\\n', 'its key password has a line break'",
    "ca.crt, 'a file', 'its key ca.crt holds no certificate'",
    "uri, 'a\\0b', 'its key uri has a line break'"
  })
  void whatCannotBeMeantIsTold(String key, String value, String words) {
    // Given
    secret.put(key, value.translateEscapes());

    // When
    var read = read();

    // Then
    assertThat(read.connection()).isEmpty();
    assertThat(read.fault().orElseThrow()).startsWith(words);
  }

  private ExternalConnection.Read read() {
    return TestFacts.connection(secret);
  }
}

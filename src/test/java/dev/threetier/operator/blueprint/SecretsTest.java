package dev.threetier.operator.blueprint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.fixture.Apps;
import dev.threetier.operator.fixture.TestConfig;
import dev.threetier.operator.fixture.TestFacts;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretsTest {

  @Test
  void theApplicationGetsItsConnectionInEveryForm() {
    // Given
    var app = Apps.withSpec("database: {name: orders, user: shop}");

    // When
    var secrets = new Blueprint(app, new TestConfig(), TestFacts.usual()).secrets();

    // Then
    assertThat(content(secrets.getFirst()))
        .containsOnly(
            Map.entry("type", "postgresql"),
            Map.entry("provider", "threetier"),
            Map.entry("host", "shop-db"),
            Map.entry("port", "5432"),
            Map.entry("database", "orders"),
            Map.entry("dbname", "orders"),
            Map.entry("username", "shop"),
            Map.entry("password", "application-password"),
            Map.entry("uri", "postgresql://shop:application-password@shop-db:5432/orders"),
            Map.entry("jdbc-url", "jdbc:postgresql://shop-db:5432/orders"));
  }

  @Test
  void theSuperuserIsInASecretOfItsOwn() {
    // Given
    var blueprint = new Blueprint(Apps.minimal(), new TestConfig(), TestFacts.usual());

    // When
    var secrets = blueprint.secrets();

    // Then
    assertThat(secrets)
        .extracting(secret -> secret.getMetadata().getName())
        .containsExactly("shop-db", "shop-db-superuser");
    assertThat(content(secrets.getLast()))
        .containsEntry("username", "postgres")
        .containsEntry("password", "superuser-password");
    assertThat(content(secrets.getFirst()).values()).noneMatch(v -> v.contains("superuser"));
  }

  /** A Secret may be somebody's own, with a password of their choice. */
  @Test
  void aPasswordIsEncodedInTheUri() {
    // Given
    var facts = new TestFacts().withCredentials(new Credentials("p@ss/wörd +1", "x")).build();

    // When
    var secrets = new Blueprint(Apps.minimal(), new TestConfig(), facts).secrets();

    // Then
    assertThat(content(secrets.getFirst()))
        .containsEntry("password", "p@ss/wörd +1")
        .containsEntry("uri", "postgresql://app:p%40ss%2Fw%C3%B6rd%20%2B1@shop-db:5432/app");
  }

  @Test
  void thePasswordOfASecretIsReadBack() {
    // Given
    var secret = new Blueprint(Apps.minimal(), new TestConfig(), TestFacts.usual()).secrets();

    // When
    var password = Secrets.password(secret.getFirst());

    // Then
    assertThat(password).isEqualTo("application-password");
  }

  @Test
  void aSecretWithoutAPasswordHasAnEmptyOne() {
    // Given
    var secret = new SecretBuilder().addToData("username", "YXBw").build();

    // When
    var password = Secrets.password(secret);

    // Then
    assertThat(password).isEmpty();
  }

  private static Map<String, String> content(Secret secret) {
    return secret.getData().entrySet().stream()
        .collect(
            toMap(
                Map.Entry::getKey,
                entry -> new String(Base64.getDecoder().decode(entry.getValue()), UTF_8)));
  }
}

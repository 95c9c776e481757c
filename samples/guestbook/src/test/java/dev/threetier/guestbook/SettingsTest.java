package dev.threetier.guestbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

  @Test
  void takesTheConnectionAsTheOperatorInjectsIt() {
    var env =
        Map.of(
            "JDBC_DATABASE_URL", "jdbc:postgresql://shop-db:5432/app",
            "PGUSER", "app",
            "PGPASSWORD", "pass word'%",
            "PORT", "9090");

    var settings = Settings.from(env);

    assertThat(settings.port()).isEqualTo(9090);
    assertThat(settings.database().url()).isEqualTo("jdbc:postgresql://shop-db:5432/app");
    assertThat(settings.database().password()).isEqualTo("pass word'%");
    assertThat(settings).asString().doesNotContain("pass word");
  }

  @Test
  void buildsTheAddressFromThePgVariables() {
    var settings = Settings.from(Map.of("PGHOST", "db", "PGDATABASE", "app"));

    assertThat(settings.database().url()).isEqualTo("jdbc:postgresql://db:5432/app");
  }

  @Test
  void saysWhatIsMissingOrWrong() {
    assertThatThrownBy(() -> Settings.from(Map.of()))
        .hasMessage("set JDBC_DATABASE_URL, or PGHOST and PGDATABASE");
    assertThatThrownBy(
            () ->
                Settings.from(Map.of("PGHOST", "db", "PGDATABASE", "app", "DB_POOL_SIZE", "many")))
        .hasMessage("DB_POOL_SIZE must be a whole number from 1 to 100, not \"many\"");
  }
}

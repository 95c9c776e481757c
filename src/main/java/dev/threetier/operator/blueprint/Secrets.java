package dev.threetier.operator.blueprint;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The Secrets with the database's credentials, and how a Secret holds text. Their keys are those of
 * the Service Binding specification, and a few more.
 */
public final class Secrets {

  public static final String PASSWORD = "password";

  static final String TYPE = "type";
  static final String PROVIDER = "provider";
  static final String HOST = "host";
  static final String PORT = "port";
  static final String DATABASE = "database";
  static final String DBNAME = "dbname";
  static final String USERNAME = "username";
  static final String URI = "uri";
  static final String JDBC_URL = "jdbc-url";

  static final String SUPERUSER = "postgres";

  private Secrets() {}

  static List<Secret> of(Scope scope) {
    var database = scope.spec().database();
    var credentials = scope.facts().credentials();
    var rotation = rotation(scope, credentials);
    var application =
        connection(
            scope,
            scope.names().credentials(),
            database.name(),
            rotation.login().role(database.user()),
            credentials.application());
    rotation.data().forEach((key, value) -> application.getData().put(key, base64(value)));
    return List.of(
        application
            .edit()
            .editMetadata()
            .addToAnnotations(rotation.annotations())
            .endMetadata()
            .build(),
        connection(
            scope, scope.names().superuser(), SUPERUSER, SUPERUSER, credentials.superuser()));
  }

  /** The old login may be closed when no pod is left that was made with it. */
  private static Rotation rotation(Scope scope, Credentials credentials) {
    var rotation =
        credentials.isUnnoticed() ? credentials.rotation() : credentials.rotation().unnoticed("");
    return rotation.step() == Rotation.Step.ROLL
            && rotation.isDone()
            && Deployments.isCurrent(scope, ApplicationTier.plan(scope))
        ? rotation.with(Rotation.Step.RETIRE)
        : rotation;
  }

  static Secret connection(
      Scope scope, String name, String database, String user, String password) {
    var host = scope.names().tier(Tier.DATABASE);
    var port = DatabaseTier.PORT;
    var data = new LinkedHashMap<String, String>();
    data.put(TYPE, "postgresql");
    data.put(PROVIDER, "threetier");
    data.put(HOST, host);
    data.put(PORT, String.valueOf(port));
    data.put(DATABASE, database);
    data.put(DBNAME, database);
    data.put(USERNAME, user);
    data.put(PASSWORD, password);
    data.put(
        URI,
        "postgresql://%s:%s@%s:%d/%s"
            .formatted(user, ExternalConnection.encoded(password), host, port, database));
    data.put(JDBC_URL, "jdbc:postgresql://%s:%d/%s".formatted(host, port, database));
    data.putAll(PostgresqlTls.binding(scope));
    return new SecretBuilder()
        .withMetadata(scope.dataMetadata(name))
        .withType("Opaque")
        .withData(base64(data))
        .build();
  }

  /** By which libpq finds the database, and most other drivers do. */
  static List<EnvVar> libpq(String secret) {
    return List.of(
        Environment.fromSecret("PGHOST", secret, HOST),
        Environment.fromSecret("PGPORT", secret, PORT),
        Environment.fromSecret("PGDATABASE", secret, DBNAME),
        Environment.fromSecret("PGUSER", secret, USERNAME),
        Environment.fromSecret("PGPASSWORD", secret, PASSWORD));
  }

  static Map<String, String> base64(Map<String, String> texts) {
    var data = new LinkedHashMap<>(texts);
    data.replaceAll((key, value) -> base64(value));
    return data;
  }

  static String base64(String value) {
    return Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
  }

  /** What a Secret holds; nothing where it has no data. */
  static Map<String, String> texts(Secret secret) {
    var texts =
        new LinkedHashMap<>(Objects.requireNonNullElse(secret.getData(), Map.<String, String>of()));
    texts.replaceAll((key, value) -> decoded(value));
    return texts;
  }

  static String decoded(String value) {
    return new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
  }

  /** The password in a Secret that exists, if it holds one. */
  public static String password(Secret secret) {
    return texts(secret).getOrDefault(PASSWORD, "");
  }
}

package dev.threetier.operator.blueprint;

import io.fabric8.kubernetes.api.model.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a database is reached that is not the operator's to run, as a Secret of the user's says it.
 *
 * @param uri the user's own one, or one that is made of the rest; so is the next
 * @param authority certificates in PEM that the server is verified by; empty for none
 */
public record ExternalConnection(
    String host,
    int port,
    String database,
    String username,
    String password,
    String uri,
    String jdbcUrl,
    String authority) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,252})");
  private static final Pattern IPV6 = Pattern.compile("(?=.*:.*:)[0-9a-fA-F:.]+");
  private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final String CERTIFICATE = "-----BEGIN CERTIFICATE-----";
  private static final int LAST_PORT = 65535;

  /**
   * What a Secret says.
   *
   * @param connection the connection, if the Secret has all of it
   * @param fault what is wrong with the Secret, if it has not
   */
  public record Read(Optional<ExternalConnection> connection, Optional<String> fault) {

    /** There is no Secret. */
    public static final Read NOTHING = new Read(Optional.empty(), Optional.empty());
  }

  /** What is in a Secret, which may be anything. */
  public static Read in(Secret secret) {
    try {
      return new Read(Optional.of(of(Secrets.texts(secret))), Optional.empty());
    } catch (FaultyException e) {
      return new Read(Optional.empty(), Optional.of(e.getMessage()));
    }
  }

  private static ExternalConnection of(Map<String, String> data) throws FaultyException {
    var host = needed(data, Secrets.HOST);
    if (!NAME.matcher(host).matches() && !IPV6.matcher(host).matches()) {
      throw new FaultyException(
          "its key host is neither one DNS name nor one address: write for example db.example.com, and a port into the key port");
    }
    var port = text(data, Secrets.PORT);
    var database =
        text(data, Secrets.DATABASE).isEmpty()
            ? text(data, Secrets.DBNAME)
            : text(data, Secrets.DATABASE);
    var complete =
        new ExternalConnection(
            host,
            port.isEmpty() ? DatabaseTier.PORT : number(port),
            database.isEmpty() ? needed(data, Secrets.DATABASE) : database,
            needed(data, Secrets.USERNAME),
            needed(data, Secrets.PASSWORD),
            text(data, Secrets.URI),
            text(data, Secrets.JDBC_URL),
            authority(data));
    return complete.withUrls();
  }

  private ExternalConnection withUrls() {
    return new ExternalConnection(
        host,
        port,
        database,
        username,
        password,
        uri.isEmpty()
            ? "postgresql://%s:%s@%s/%s"
                .formatted(encoded(username), encoded(password), endpoint(), encoded(database))
            : uri,
        jdbcUrl.isEmpty()
            ? "jdbc:postgresql://%s/%s".formatted(endpoint(), encoded(database))
            : jdbcUrl,
        authority);
  }

  /** Host and port. */
  public String endpoint() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** What the application's Secret holds, whatever the user's does besides. */
  Map<String, String> data() {
    var data = new LinkedHashMap<String, String>();
    data.put(Secrets.TYPE, "postgresql");
    data.put(Secrets.PROVIDER, "threetier");
    data.put(Secrets.HOST, host);
    data.put(Secrets.PORT, String.valueOf(port));
    data.put(Secrets.DATABASE, database);
    data.put(Secrets.DBNAME, database);
    data.put(Secrets.USERNAME, username);
    data.put(Secrets.PASSWORD, password);
    data.put(Secrets.URI, uri);
    data.put(Secrets.JDBC_URL, jdbcUrl);
    if (!authority.isEmpty()) {
      data.put(PostgresqlTls.AUTHORITY, authority);
    }
    return data;
  }

  private static String needed(Map<String, String> data, String key) throws FaultyException {
    var value = text(data, key);
    if (value.isEmpty()) {
      throw new FaultyException("it has no key %s, or an empty one: add it".formatted(key));
    }
    return value;
  }

  /** Nobody means the line break that echo puts at the end. */
  private static String text(Map<String, String> data, String key) throws FaultyException {
    var value = data.getOrDefault(key, "");
    if (CONTROL.matcher(value).find()) {
      throw new FaultyException(
          "its key %s has a line break or another control character: write it without"
              .formatted(key));
    }
    return value;
  }

  private static String authority(Map<String, String> data) throws FaultyException {
    var text = data.getOrDefault(PostgresqlTls.AUTHORITY, "");
    if (!text.isEmpty() && !text.contains(CERTIFICATE)) {
      throw new FaultyException(
          "its key %s holds no certificate in PEM: write one, or remove the key"
              .formatted(PostgresqlTls.AUTHORITY));
    }
    return text;
  }

  private static int number(String port) throws FaultyException {
    if (!PORT.matcher(port).matches() || Integer.parseInt(port) > LAST_PORT) {
      throw new FaultyException(
          "its key port is no number from 1 to 65535: write for example 5432");
    }
    return Integer.parseInt(port);
  }

  @Override
  public String toString() {
    return "ExternalConnection[hidden]";
  }

  private static final class FaultyException extends Exception {

    private static final long serialVersionUID = 1;

    FaultyException(String message) {
      super(message);
    }

    @Override
    public String getMessage() {
      return Objects.requireNonNull(super.getMessage());
    }
  }
}

package dev.threetier.operator.blueprint;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** TLS of PostgreSQL, at both ends: all of it nothing where it is not wanted. */
final class PostgresqlTls {

  /** Key of what verifies the server, in the Secrets with a connection. */
  static final String AUTHORITY = "ca.crt";

  private static final String SCRIPT = "tls.sh";
  private static final String SCRIPT_TEXT = Resources.text(SCRIPT);
  private static final String SERVER = "server-certificate";
  private static final String SERVER_DIR = DatabaseTier.CREDENTIALS_DIR + "/server";
  private static final String SERVED = DatabaseTier.SOCKET_DIR + "/" + ServerCertificate.PEM;
  private static final String CLIENT = "database-authority";
  private static final String CLIENT_DIR = "/etc/threetier-database";
  private static final String MODE = "verify-full";
  private static final String VERIFIED =
      "?sslmode=%s&sslrootcert=%s/%s".formatted(MODE, CLIENT_DIR, AUTHORITY);
  private static final String URL = "DATABASE_URL";

  // The kubelet gives it to the group of the pod.
  private static final int READ_BY_GROUP = 0440;

  private PostgresqlTls() {}

  private static boolean isWanted(Scope scope) {
    return scope.spec().database().tls() != null;
  }

  private static boolean isVerified(Scope scope) {
    return scope.database().authority().isPresent();
  }

  /** Whether the server has nothing to serve with yet, because the user's Secret is missing. */
  static boolean isAwaited(Scope scope) {
    return isWanted(scope)
        && scope.facts().serverCertificate().filter(ServerCertificate::isServed).isEmpty();
  }

  static String authority(Scope scope) {
    return scope.facts().serverCertificate().map(ServerCertificate::authority).orElse("");
  }

  /** They stay when they are no longer wanted: the operator has no right to delete Secrets. */
  static Stream<Secret> secrets(Scope scope) {
    var certificate = scope.facts().serverCertificate();
    var issuer =
        certificate
            .flatMap(ServerCertificate::issuer)
            .map(
                by ->
                    secret(
                        scope,
                        scope.names().authority(),
                        Map.of(
                            ServerCertificate.CERTIFICATE,
                            by.certificate(),
                            ServerCertificate.KEY,
                            by.key())));
    var server =
        certificate
            .filter(ServerCertificate::isServed)
            .map(
                served ->
                    secret(
                        scope,
                        scope.names().serverCertificate(),
                        Map.of(
                            AUTHORITY,
                            served.authority(),
                            ServerCertificate.PEM,
                            served.server().pem())));
    return Stream.of(issuer, server).flatMap(Optional::stream);
  }

  private static Secret secret(Scope scope, String name, Map<String, String> texts) {
    return new SecretBuilder()
        .withMetadata(scope.dataMetadata(name))
        .withType("Opaque")
        .withData(Secrets.base64(new TreeMap<>(texts)))
        .build();
  }

  /** What a Secret with a connection has in addition. */
  static Map<String, String> binding(Scope scope) {
    return isWanted(scope) ? Map.of(AUTHORITY, authority(scope)) : Map.of();
  }

  /** Certificate and key are one file, so that they change at once. */
  static String started(String command, Scope scope) {
    return isWanted(scope)
        ? "install -m 600 %s/%s %s && %s -c ssl=on -c ssl_cert_file=%s -c ssl_key_file=%s"
            .formatted(SERVER_DIR, ServerCertificate.PEM, SERVED, command, SERVED, SERVED)
        : command;
  }

  static String hostBasedAuthentication(Scope scope, String lines) {
    var tls = scope.spec().database().tls();
    return tls != null && tls.required() ? lines.replaceAll("(?m)^host ", "hostssl ") : lines;
  }

  static Map<String, String> scripts(Scope scope) {
    return isWanted(scope) ? Map.of(SCRIPT, SCRIPT_TEXT) : Map.of();
  }

  /** The container that is the superuser beside the server has it read a renewed certificate. */
  static Container renewedBy(Container reloader, Scope scope) {
    return isWanted(scope)
        ? Pods.beside(reloader, SCRIPT).edit().addAllToVolumeMounts(serverMounts(scope)).build()
        : reloader;
  }

  static List<VolumeMount> serverMounts(Scope scope) {
    return isWanted(scope) ? List.of(Pods.readOnlyMount(SERVER, SERVER_DIR)) : List.of();
  }

  static List<Volume> serverVolumes(Scope scope) {
    return isWanted(scope)
        ? List.of(
            Pods.secret(SERVER, scope.names().serverCertificate())
                .edit()
                .editSecret()
                .withDefaultMode(READ_BY_GROUP)
                .endSecret()
                .build())
        : List.of();
  }

  /** Another authority is read by an application when it starts; a renewed one has the same key. */
  static Map<String, String> clientsRollOn(Scope scope) {
    return scope.database().authority().map(pem -> Map.of(CLIENT, Digest.of(pem))).orElse(Map.of());
  }

  static List<Volume> clientVolumes(Scope scope) {
    return isVerified(scope)
        ? List.of(
            Pods.secret(CLIENT, scope.names().credentials())
                .edit()
                .editSecret()
                .addNewItem()
                .withKey(AUTHORITY)
                .withPath(AUTHORITY)
                .endItem()
                .endSecret()
                .build())
        : List.of();
  }

  static List<VolumeMount> clientMounts(Scope scope) {
    return isVerified(scope) ? List.of(Pods.readOnlyMount(CLIENT, CLIENT_DIR)) : List.of();
  }

  /** Has libpq, and what follows its example, verify the server. */
  static List<EnvVar> verification(Scope scope) {
    return isVerified(scope)
        ? List.of(
            Environment.value("PGSSLMODE", MODE),
            Environment.value("PGSSLROOTCERT", CLIENT_DIR + "/" + AUTHORITY))
        : List.of();
  }

  /**
   * The application's connection with the path of its pods, which is of no use to others who read
   * the Secret.
   */
  static List<EnvVar> verified(List<EnvVar> connection, Scope scope) {
    if (!isVerified(scope)) {
      return connection;
    }
    var variables = new ArrayList<EnvVar>();
    for (EnvVar variable : connection) {
      if (variable.getName().endsWith(URL) && !hasParameters(variable, scope)) {
        // The user's variables take the places of others with their names, and this one is ours.
        var plain = "THREETIER_" + variable.getName();
        variables.add(variable.edit().withName(plain).build());
        variables.add(Environment.value(variable.getName(), "$(" + plain + ")" + VERIFIED));
      } else {
        variables.add(variable);
      }
    }
    variables.addAll(verification(scope));
    return variables;
  }

  private static boolean hasParameters(EnvVar variable, Scope scope) {
    return scope.database().hasParameters(variable.getValueFrom().getSecretKeyRef().getKey());
  }
}

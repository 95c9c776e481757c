package dev.threetier.operator.blueprint;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that HAProxy serves with: copies of the user's, for HAProxy must start although
 * one of those is missing or broken. Each file is named by what is in it, so that a configuration
 * names the certificates that it was made for.
 */
public final class Certificates {

  static final String DIRECTORY = "/etc/threetier-tls";

  private static final Pattern FILE = Pattern.compile(DIRECTORY + "/([a-z0-9.-]+[.]pem)");
  private static final String CERTIFICATE = "tls.crt";
  private static final String KEY = "tls.key";

  private Certificates() {}

  /** Certificate and key of a user's Secret in one file, as HAProxy reads them; null for none. */
  public static @Nullable String pem(Secret secret) {
    var data = Secrets.texts(secret);
    return !data.containsKey(CERTIFICATE) && !data.containsKey(KEY) ? null : pem(data);
  }

  private static String pem(Map<String, String> data) {
    return Stream.of(CERTIFICATE, KEY)
        .map(data::get)
        .filter(Objects::nonNull)
        .map(text -> text.endsWith("\n") ? text : text + "\n")
        .reduce("", String::concat);
  }

  /** The files that HAProxy is to serve with: of a Secret that is missing the one from before. */
  static List<String> files(Scope scope) {
    var tls = scope.spec().loadBalancer().tls();
    if (tls == null) {
      return List.of();
    }
    var files = new ArrayList<String>();
    for (String secret : tls.secretNames()) {
      var pem = scope.facts().certificates().get(secret);
      if (pem != null) {
        files.add(file(secret, pem));
      } else {
        before(scope, secret).ifPresent(files::add);
      }
    }
    return files;
  }

  private static Optional<String> before(Scope scope, String secret) {
    var file = Pattern.compile(Pattern.quote(secret) + "[.][0-9a-f]{16}[.]pem");
    return inForce(scope).filter(name -> file.matcher(name).matches()).findFirst();
  }

  /**
   * None is made for an application that never asked for one. What is there stays, empty at last:
   * the operator has no right to delete Secrets.
   */
  static Optional<Secret> secret(Scope scope) {
    var existing = scope.facts().running().certificates();
    if (scope.spec().loadBalancer().tls() == null && existing.isEmpty()) {
      return Optional.empty();
    }
    var data = new TreeMap<>(existing.orElse(Map.of()));
    scope
        .facts()
        .certificates()
        .forEach((secret, pem) -> data.put(file(secret, pem), Secrets.base64(pem)));
    data.keySet()
        .retainAll(
            Stream.concat(files(scope).stream(), inForce(scope)).collect(Collectors.toSet()));
    return Optional.of(
        new SecretBuilder()
            .withMetadata(scope.metadata(Tier.LOAD_BALANCER, scope.names().certificates()))
            .withType("Opaque")
            .withData(data)
            .build());
  }

  /** The files of configurations that pods start with. */
  private static Stream<String> inForce(Scope scope) {
    return scope.facts().running().inForce().values().stream()
        .map(HaproxyFiles::inForce)
        .flatMap(text -> FILE.matcher(text).results())
        .map(match -> match.group(1));
  }

  private static String file(String secret, String pem) {
    return secret + "." + Digest.of(pem) + ".pem";
  }
}

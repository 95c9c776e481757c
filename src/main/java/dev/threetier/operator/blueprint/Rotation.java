package dev.threetier.operator.blueprint;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How far the application has changed over from one login to the other. All of it stands in the
 * Secret with its connection, so that whoever reads that can go on.
 *
 * @param login the login that new pods use
 * @param step what is under way
 * @param id tells one change from all others; empty while none is under way
 * @param nextPassword that of the other login, while it is made
 * @param requests digests of what has been asked for and is done, or under way
 * @param unnoticed digest of the credentials that the database's pod was made for, and of those for
 *     which it need not be made anew; empty if there are none
 * @param everBegun whether one has begun before: the keys of it stay, empty while none is under
 *     way, for another field manager may keep what they held
 * @param isDone whether what the step waits for has been seen
 */
public record Rotation(
    Login login,
    Step step,
    String id,
    String nextPassword,
    Set<String> requests,
    String unnoticed,
    boolean everBegun,
    boolean isDone) {

  /** Whoever changes its value asks for new credentials. */
  public static final String REQUEST = "threetier.dev/rotate-credentials";

  static final String STATE = "rotation";
  static final String NEXT_PASSWORD = "next-password";

  private static final Pattern STATE_FORMAT =
      Pattern.compile("(prepare|roll|retire) ([0-9a-f]{16})");
  private static final String REQUESTS = "threetier.dev/rotation-requests";
  private static final String UNNOTICED = "threetier.dev/database-credentials";

  /** The steps, in their order. */
  public enum Step {
    /** None is under way; only the login in use is open. */
    NONE,
    /** The database makes the other login. */
    PREPARE,
    /** The application's pods are replaced by those that use the new one. */
    ROLL,
    /** The database closes the old one, once nobody is logged in by it. */
    RETIRE;

    /** The word that the database's pod reads. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** None has been made, and none is to be made for these requests. */
  public static Rotation none(Set<String> requests) {
    return new Rotation(Login.FIRST, Step.NONE, "", "", requests, "", false, false);
  }

  /** What a Secret says. One under way that somebody has tampered with begins anew. */
  public static Rotation of(Secret secret, String user) {
    var annotations =
        Objects.requireNonNullElse(secret.getMetadata().getAnnotations(), Map.<String, String>of());
    var state = text(secret, STATE);
    var next = text(secret, NEXT_PASSWORD);
    var words = STATE_FORMAT.matcher(state);
    var step = words.matches() ? Step.valueOf(words.group(1).toUpperCase(Locale.ROOT)) : Step.NONE;
    var id = step == Step.NONE ? "" : words.group(2);
    var isBroken =
        step == Step.NONE
            ? !state.isEmpty() || !next.isEmpty()
            : step == Step.PREPARE && (next.isEmpty() || !id.equals(Digest.of(next)));
    return new Rotation(
        Login.of(text(secret, Secrets.USERNAME), user),
        isBroken ? Step.NONE : step,
        isBroken ? "" : id,
        step == Step.PREPARE && !isBroken ? next : "",
        isBroken ? Set.of() : requests(annotations),
        annotations.getOrDefault(UNNOTICED, ""),
        secret.getData() != null && secret.getData().containsKey(STATE),
        false);
  }

  private static Set<String> requests(Map<String, String> annotations) {
    return Arrays.stream(annotations.getOrDefault(REQUESTS, "").split(" "))
        .filter(request -> !request.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static String text(Secret secret, String key) {
    Map<String, String> data = secret.getData();
    var encoded = data == null ? null : data.get(key);
    return encoded == null ? "" : Secrets.decoded(encoded);
  }

  /** What an application asks for. */
  public static Set<String> requests(ThreeTierApp app) {
    var credentials = app.getSpec().database().credentials();
    var annotations =
        Objects.requireNonNullElse(app.getMetadata().getAnnotations(), Map.<String, String>of());
    return Stream.of(
            Optional.ofNullable(credentials == null ? null : credentials.rotation())
                .map(value -> "field " + value),
            Optional.ofNullable(annotations.get(REQUEST)).map(value -> "annotation " + value))
        .flatMap(Optional::stream)
        .map(Digest::of)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether the step is up to the database's pod. */
  public boolean waitsForDatabase() {
    return step == Step.PREPARE || step == Step.RETIRE;
  }

  /** Step and id, as the database's pod reads them. */
  public String state() {
    return step.word() + " " + id;
  }

  /** The same, with what is known of the step. */
  public Rotation done(boolean done) {
    return new Rotation(login, step, id, nextPassword, requests, unnoticed, everBegun, done);
  }

  Rotation begun(Set<String> asked, String password) {
    return new Rotation(
        login, Step.PREPARE, Digest.of(password), password, asked, unnoticed, true, false);
  }

  Rotation switched() {
    return new Rotation(login.other(), Step.ROLL, id, "", requests, unnoticed, everBegun, false);
  }

  Rotation with(Step next) {
    return new Rotation(
        login, next, next == Step.NONE ? "" : id, "", requests, unnoticed, everBegun, false);
  }

  Rotation unnoticed(String digests) {
    return new Rotation(login, step, id, nextPassword, requests, digests, everBegun, isDone);
  }

  /** What the Secret holds of it besides the credentials. */
  Map<String, String> data() {
    return everBegun
        ? Map.of(STATE, step == Step.NONE ? "" : state(), NEXT_PASSWORD, nextPassword)
        : Map.of();
  }

  Map<String, String> annotations() {
    var annotations = new TreeMap<String, String>();
    if (!requests.isEmpty()) {
      annotations.put(REQUESTS, String.join(" ", new TreeSet<>(requests)));
    }
    if (!unnoticed.isEmpty()) {
      annotations.put(UNNOTICED, unnoticed);
    }
    return annotations;
  }

  @Override
  public String toString() {
    return "Rotation[%s %s %s]".formatted(login, step, id);
  }
}

package dev.threetier.operator.blueprint;

import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The passwords of the database's roles, kept in Secrets. They stay as they are until somebody asks
 * for others.
 *
 * @param application that of the login which the application uses
 * @param superuser that of the superuser
 * @param rotation which login that is, and how far a change to the other one has come
 */
public record Credentials(String application, String superuser, Rotation rotation) {

  private static final String ALPHABET =
      "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

  // 57^32 is about 2^186.
  private static final int LENGTH = 32;

  /** Passwords that have never been rotated. */
  public Credentials(String application, String superuser) {
    this(application, superuser, Rotation.none(Set.of()));
  }

  /** A new password, of letters and digits only so that it needs no quoting anywhere. */
  public static String newPassword(SecureRandom random) {
    var password = new StringBuilder(LENGTH);
    random.ints(LENGTH, 0, ALPHABET.length()).forEach(i -> password.append(ALPHABET.charAt(i)));
    return password.toString();
  }

  /**
   * What they are to become, which is the same until something is asked for or has been done. When
   * the application has been rolled out is for the blueprint to see.
   *
   * @param requests what the application asks for
   * @param password one for another login
   */
  public Credentials next(Set<String> requests, String password) {
    return switch (rotation.step()) {
      case NONE ->
          rotation.requests().containsAll(requests)
              ? this
              : with(rotation.begun(requests, password));
      case PREPARE -> rotation.isDone() ? switched() : this;
      case ROLL -> this;
      case RETIRE -> rotation.isDone() ? with(rotation.with(Rotation.Step.NONE)) : this;
    };
  }

  private Credentials switched() {
    var after = new Credentials(rotation.nextPassword(), superuser, rotation.switched());
    return after.with(
        after.rotation.unnoticed("%s %s".formatted(digestForDatabase(), after.digest())));
  }

  Credentials with(Rotation changed) {
    return new Credentials(application, superuser, changed);
  }

  /** By which a change of them rolls the application. */
  String digest() {
    var texts = new HashMap<>(Map.of("application", application, "superuser", superuser));
    if (rotation.login() == Login.SECOND) {
      texts.put("login", "second");
    }
    return Digest.of(texts);
  }

  /**
   * By which a change of them restarts the database. It takes up a new login while it runs; what
   * else changes comes from an edited Secret.
   */
  String digestForDatabase() {
    var digests = rotation.unnoticed().split(" ", 2);
    return isUnnoticed() ? digests[0] : digest();
  }

  boolean isUnnoticed() {
    return rotation.unnoticed().endsWith(" " + digest());
  }

  @Override
  public String toString() {
    return "Credentials[hidden]";
  }
}

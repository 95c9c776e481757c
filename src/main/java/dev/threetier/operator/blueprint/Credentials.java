package dev.threetier.operator.blueprint;

import java.security.SecureRandom;
import java.util.Map;

/** The passwords of the database's roles: made once, kept in Secrets, never rewritten. */
public record Credentials(String application, String superuser) {

  private static final String ALPHABET =
      "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

  // 57^32 is about 2^186.
  private static final int LENGTH = 32;

  /** A new password, of letters and digits only so that it needs no quoting anywhere. */
  public static String newPassword(SecureRandom random) {
    var password = new StringBuilder(LENGTH);
    random.ints(LENGTH, 0, ALPHABET.length()).forEach(i -> password.append(ALPHABET.charAt(i)));
    return password.toString();
  }

  String digest() {
    return Digest.of(Map.of("application", application, "superuser", superuser));
  }

  @Override
  public String toString() {
    return "Credentials[hidden]";
  }
}

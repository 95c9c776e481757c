package dev.threetier.operator.blueprint;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Short fingerprint of configuration, by which a change of it rolls pods. */
public final class Digest {

  private static final int BYTES = 8;

  private Digest() {}

  /** The digest of named texts, whatever their order. */
  public static String of(Map<String, String> texts) {
    SortedMap<String, String> sorted = new TreeMap<>(texts);
    var sha = sha256();
    // Lengths keep {"a": "bc"} and {"ab": "c"} apart.
    sorted.forEach(
        (name, text) -> {
          sha.update((name.length() + ":" + text.length() + ":").getBytes(StandardCharsets.UTF_8));
          sha.update((name + text).getBytes(StandardCharsets.UTF_8));
        });
    return HexFormat.of().formatHex(sha.digest(), 0, BYTES);
  }

  /** The digest of one text: what sha256sum prints of it, shortened. */
  public static String of(String text) {
    return HexFormat.of()
        .formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)), 0, BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}

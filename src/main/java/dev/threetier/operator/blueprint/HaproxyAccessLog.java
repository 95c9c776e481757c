package dev.threetier.operator.blueprint;

import dev.threetier.operator.api.v1alpha1.AccessLog;

/** A line of JSON for each request. */
final class HaproxyAccessLog {

  /**
   * More than the longest line, for one that is cut off is no JSON. Of what clients write no more
   * is logged than can be escaped within it.
   */
  private static final String LINES =
      """
          no log
          log stdout len 16384 format raw local0 info
      %s    http-request set-var(txn.method) method,bytes(0,32)
          http-request set-var(txn.host) req.hdr(Host),bytes(0,256)
          http-request set-var(txn.path) path,bytes(0,1024)
          log-format '{%s}'
      """;

  /** Names of HAProxy's configuration need no escaping; the method is a word of HTTP or not. */
  private static final String FIELDS =
      String.join(
          ",",
          "\"time\":\"%[date,utime(%Y-%m-%dT%H:%M:%SZ)]\"",
          "\"client\":\"%ci\"",
          text("method"),
          text("host"),
          text("path"),
          "\"status\":%ST",
          "\"bytes\":%B",
          "\"tier\":\"%b\"",
          "\"server\":\"%s\"",
          "\"address\":\"%si:%sp\"",
          "\"requestMs\":%TR",
          "\"queueMs\":%Tw",
          "\"connectMs\":%Tc",
          "\"responseMs\":%Tr",
          "\"totalMs\":%Ta",
          "\"termination\":\"%ts\"",
          "\"requestId\":\"%[var(txn.id),json(utf8s)]\"");

  private HaproxyAccessLog() {}

  /** The lines of the frontend. */
  static String of(AccessLog wanted) {
    return switch (wanted) {
      case OFF -> "";
      case ERRORS -> LINES.formatted("    option dontlog-normal\n", FIELDS);
      case ALL -> LINES.formatted("", FIELDS);
    };
  }

  private static String text(String variable) {
    return "\"%1$s\":\"%%[var(txn.%1$s),json(utf8s)]\"".formatted(variable);
  }
}

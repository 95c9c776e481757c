package dev.threetier.operator.blueprint;

import dev.threetier.operator.api.v1alpha1.RateLimit;

/**
 * How many requests a client may send. Only those that pass are counted, so that a client that is
 * too fast is slowed down to the limit and not shut out.
 */
final class HaproxyRateLimit {

  private HaproxyRateLimit() {}

  static String of(Scope scope) {
    var limit = scope.spec().loadBalancer().rateLimit();
    return limit == null ? "" : rules(limit, Replicas.most(scope, Tier.LOAD_BALANCER));
  }

  /**
   * HAProxy pods do not know of each other, so each is given its share. An address of the table
   * takes 200 bytes.
   */
  private static String rules(RateLimit limit, int balancers) {
    return """
        stick-table type ipv6 size 100k expire %s store gpc0_rate(%s)
        http-request track-sc0 src,ipmask(32,64)
        http-request deny status 429 content-type text/plain string "Too many requests.\\n" hdr Retry-After %d if { sc_gpc0_rate(0) ge %d }
        http-request sc-inc-gpc0(0)
    """
        .formatted(
            limit.period(), limit.period(), seconds(limit.period()), limit.requests() / balancers);
  }

  /** The seconds of a duration, rounded up. */
  private static long seconds(String duration) {
    var unit = duration.replaceAll("[0-9]", "");
    var number = Long.parseLong(duration.substring(0, duration.length() - unit.length()));
    return switch (unit) {
      case "ms" -> Math.ceilDiv(number, 1000);
      case "m" -> number * 60;
      case "h" -> number * 3600;
      default -> number;
    };
  }
}

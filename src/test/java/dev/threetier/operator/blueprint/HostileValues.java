package dev.threetier.operator.blueprint;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Texts that mean something to HAProxy, nginx, PostgreSQL or a shell. */
final class HostileValues {

  private static final List<String> ATTACKS =
      List.of(
          "/\n    server evil 10.0.0.1:80",
          "/\r\nbackend evil",
          "/'\n    http-request deny\n'",
          "/' ver HTTP/1.1 hdr Host evil '",
          "/ } || { path_beg /",
          "/x # comment",
          "/\\' x",
          "/'x",
          "/x'#'y'\"z",
          "/x\\",
          "/${HOME}\"$HOME\"`id`$(id)",
          "/%[env(HOME)]%%%n%s",
          "/\u2028\u2029\u0085\u000b\f",
          "'; port = 1",
          "\\'; port = 1 #",
          "a'\ninclude '/etc/passwd",
          "\u0000",
          "app\"; DROP DATABASE app; --",
          "a.svc:80 check",
          "$(reboot)",
          "x\ty");

  private HostileValues() {}

  /** The same ones each time. */
  static Stream<String> all() {
    var random = new Random(42);
    return Stream.concat(
        ATTACKS.stream(), IntStream.range(0, 300).mapToObj(i -> randomValue(random)));
  }

  /** Half of them are of the visible characters that paths are made of. */
  private static String randomValue(Random random) {
    var visible = "/'\"\\#%{}[]$`;=|&?:@~<>abcdefAB019._-";
    var syntax = random.nextBoolean() ? visible : visible + " \n\r\t\0\f\u0085\u00e4\u6f22\u2028";
    return "/"
        + random
            .ints(1 + random.nextInt(40), 0, syntax.length())
            .mapToObj(i -> syntax.substring(i, i + 1))
            .collect(joining());
  }
}

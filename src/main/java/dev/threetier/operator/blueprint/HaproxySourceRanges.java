package dev.threetier.operator.blueprint;

import static java.util.stream.Collectors.joining;

import dev.threetier.operator.api.v1alpha1.LoadBalancerSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The networks that clients may come from. */
final class HaproxySourceRanges {

  private HaproxySourceRanges() {}

  static String of(LoadBalancerSpec spec) {
    return rule("denied_source", spec.deniedSourceRanges(), "if")
        + rule("allowed_source", spec.allowedSourceRanges(), "unless");
  }

  /** A line for each, because HAProxy reads at most 64 words of a line. */
  private static String rule(String name, @Nullable List<String> ranges, String condition) {
    if (ranges == null) {
      return "";
    }
    return ranges.stream()
            .map(range -> "    acl %s src %s\n".formatted(name, range))
            .collect(joining())
        + "    http-request deny deny_status 403 %s %s\n".formatted(condition, name);
  }
}

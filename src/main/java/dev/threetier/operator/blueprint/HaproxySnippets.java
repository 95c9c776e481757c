package dev.threetier.operator.blueprint;

import dev.threetier.operator.api.v1alpha1.ConfigurationSnippets;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lines that an application brings along. They can read the pod's files and load code, so the
 * operator's configuration has to allow them.
 */
final class HaproxySnippets {

  private HaproxySnippets() {}

  static String of(Scope scope, Function<ConfigurationSnippets, @Nullable String> section) {
    var snippets = scope.spec().loadBalancer().configurationSnippets();
    if (snippets == null) {
      return "";
    }
    if (!scope.config().loadBalancer().configurationSnippets()) {
      throw new UnsupportedSpecException(
          "spec.loadBalancer.configurationSnippets is not allowed here: leave it out, or set"
              + " loadBalancer.configurationSnippets to true in the operator's configuration");
    }
    var text = section.apply(snippets);
    return text == null
        ? ""
        : text.lines()
            .filter(Predicate.not(String::isBlank))
            .map(line -> "    " + line.strip() + "\n")
            .collect(Collectors.joining());
  }
}

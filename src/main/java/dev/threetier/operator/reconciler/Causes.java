package dev.threetier.operator.reconciler;

import dev.threetier.operator.blueprint.UnsupportedSpecException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.AggregatedOperatorException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** What lies behind an exception of the Java Operator SDK. */
final class Causes {

  /** In "read tcp 10.0.0.1:40312->10.0.0.2:443": another port with each connection. */
  private static final Pattern NEAR_END = Pattern.compile("\\S+->");

  private Causes() {}

  /** The error in words that are the same when it happens again, whatever request it was. */
  static String told(Throwable e) {
    return switch (rootOf(e)) {
      case KubernetesClientException answer when answer.getCode() > 0 ->
          "the API server answered %d%s".formatted(answer.getCode(), messageOf(answer));
      case IOException _, TimeoutException _ -> "the API server did not answer";
      case UnsupportedSpecException unsupported -> String.valueOf(unsupported.getMessage());
      case Throwable other -> other.getClass().getSimpleName() + ": " + other.getMessage();
    };
  }

  private static String messageOf(KubernetesClientException answer) {
    var status = answer.getStatus();
    return status == null || status.getMessage() == null
        ? ""
        : ": " + NEAR_END.matcher(status.getMessage()).replaceAll("");
  }

  /** The exception that a dependent threw; the aggregate's own message is a stack trace. */
  static Throwable rootOf(Throwable e) {
    var cause = e;
    while (true) {
      var inner =
          cause instanceof AggregatedOperatorException aggregate
              ? aggregate.getAggregatedExceptions().values().stream().findFirst().orElse(null)
              : cause.getCause();
      if (inner == null) {
        return cause;
      }
      cause = inner;
    }
  }
}

package dev.threetier.operator.reconciler;

import io.javaoperatorsdk.operator.AggregatedOperatorException;

/** What lies behind an exception of the Java Operator SDK. */
final class Causes {

  private Causes() {}

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

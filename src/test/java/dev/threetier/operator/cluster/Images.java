package dev.threetier.operator.cluster;

/** Images that the tests run beside those of the operator's configuration. */
final class Images {

  private Images() {}

  /** The sample application. */
  static String sample() {
    return fromEnvironment("SAMPLE_IMAGE");
  }

  /** The operator. */
  static String operator() {
    return fromEnvironment("OPERATOR_IMAGE");
  }

  /** The traffic tester. */
  static String traffic() {
    return fromEnvironment("TRAFFIC_IMAGE");
  }

  /** The S3 server. */
  static String s3Server() {
    return fromEnvironment("S3_SERVER_IMAGE");
  }

  static String fromEnvironment(String variable) {
    var image = System.getenv(variable);
    if (image == null) {
      throw new IllegalStateException(
          variable
              + " is not set: run the tests by `make test`, or load the environment that"
              + " hack/local-cluster/prepare --operator writes");
    }
    return image;
  }
}

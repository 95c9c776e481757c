package dev.threetier.operator.cluster;

/** Images that the tests run beside those of the operator's configuration. */
final class Images {

  private Images() {}

  /** The sample application; `make test` builds it. */
  static String sample() {
    var image = System.getenv("SAMPLE_IMAGE");
    if (image == null) {
      throw new IllegalStateException(
          "SAMPLE_IMAGE is not set: run the tests by `make test`, or load the environment that"
              + " hack/local-cluster/prepare writes");
    }
    return image;
  }
}

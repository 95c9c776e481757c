package dev.threetier.operator.cluster;

import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Tests with requests under way to an application that has two pods of each tier but the database.
 */
abstract class TrafficTest extends OperatorTest {

  @RegisterExtension final Traffic traffic = new Traffic(this, "shop");

  final Disruptions disruptions = new Disruptions(this, "shop");

  static String shop() {
    return minimal("shop").replace("replicas: 1", "replicas: 2");
  }

  void awaitTwoOfEach() {
    disruptions.awaitPods("lb", 2);
    disruptions.awaitPods("web", 2);
    disruptions.awaitPods("app", 2);
  }
}

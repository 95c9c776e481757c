package dev.threetier.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients notice while pods come and go. */
class TrafficIT extends OperatorTest {

  /** Two checks at an interval of a second, and the time that a check may take. */
  private static final Duration NOTICED_IN = Duration.ofSeconds(3);

  @RegisterExtension final Traffic traffic = new Traffic(this, "shop");

  private final Disruptions disruptions = new Disruptions(this, "shop");

  /** Two pods of each tier that takes requests. */
  private static String shop() {
    return minimal("shop").replace("replicas: 1", "replicas: 2");
  }

  @BeforeEach
  void twoOfEach() {
    apply(shop());
    awaitReady("shop");
    for (var tier : new String[] {"lb", "web", "app"}) {
      disruptions.awaitPods(tier, 2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"web", "app", "lb"})
  void rollout(String tier) throws Exception {
    traffic.start();

    disruptions.rollOut(tier);

    assertNothingFailed(traffic.stop());
  }

  @ParameterizedTest
  @CsvSource({"web, web, 10", "application, app, 5"})
  void fromOnePodToManyAndBack(String field, String tier, int most) throws Exception {
    scale(field, tier, 1);
    traffic.start();

    scale(field, tier, most);
    scale(field, tier, 1);

    assertNothingFailed(traffic.stop());
  }

  @ParameterizedTest
  @ValueSource(strings = {"web", "app", "lb"})
  void aPodIsDeleted(String tier) throws Exception {
    traffic.start();

    disruptions.delete(tier);

    assertNothingFailed(traffic.stop());
  }

  @ParameterizedTest
  @ValueSource(strings = {"web", "app"})
  void aPodIsDeletedByForce(String tier) throws Exception {
    traffic.start();

    var when = disruptions.forceDelete(pods("shop", tier).getFirst());

    disruptions.awaitPods(tier, 2);
    assertOnlyWritesToThePodFailed(traffic.stop(), tier, when);
  }

  @ParameterizedTest
  @ValueSource(strings = {"web", "app"})
  void aPodIsKilled(String tier) throws Exception {
    traffic.start();

    var when = disruptions.signal(pods("shop", tier).getFirst(), "KILL");

    disruptions.awaitPods(tier, 2);
    assertOnlyWritesToThePodFailed(traffic.stop(), tier, when);
  }

  private void scale(String field, String tier, int replicas) {
    apply(shop().replaceFirst("(" + field + ": .*replicas: )2", "$1" + replicas));
    disruptions.awaitPods(tier, replicas);
  }

  private static void assertNothingFailed(TrafficReport report) {
    assertThat(report.failed()).isEmpty();
    assertThat(report.lost()).isEmpty();
    assertThat(report.doubled()).isEmpty();
  }

  private void assertOnlyWritesToThePodFailed(TrafficReport report, String tier, Instant when) {
    var out = disruptions.outOfRotation(tier, when);
    System.out.printf("out of rotation after %d ms%n", Duration.between(when, out).toMillis());
    assertThat(report.failedReads()).isEmpty();
    assertThat(report.failed()).allSatisfy(write -> assertThat(write.sent()).isBefore(out));
    assertThat(report.lost()).isEmpty();
    assertThat(report.doubled()).isEmpty();
    assertThat(Duration.between(when, out)).isLessThan(NOTICED_IN);
  }
}

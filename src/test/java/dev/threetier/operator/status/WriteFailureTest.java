package dev.threetier.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.blueprint.Tier;
import dev.threetier.operator.fixture.Apps;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WriteFailureTest {

  private final Deployment wanted = new ObservedBuilder(Apps.minimal()).deployment(Tier.WEB);

  @Test
  void aForeignObjectIsNamedAndWhatToDo() {
    // When
    var failure = WriteFailure.nameConflict(wanted);

    // Then
    assertThat(failure)
        .isEqualTo(
            new WriteFailure(
                Tier.WEB,
                "Deployment",
                Reason.NAME_CONFLICT,
                "Deployment shop-web exists and does not belong to this application: delete or"
                    + " rename it, or give the application another name"));
  }

  @Test
  void anObjectOfAnEarlierApplicationIsWaitedFor() {
    // When
    var failure = WriteFailure.ofEarlierApplication(wanted);

    // Then
    assertThat(failure.reason()).isEqualTo(Reason.WAITING);
    assertThat(failure.message())
        .isEqualTo(
            "Deployment shop-web belongs to an earlier application of this name and is being"
                + " deleted");
  }

  @ParameterizedTest
  @CsvSource({
    "403, pods is forbidden: exceeded quota: team, QUOTA_EXCEEDED",
    "403, denied by policy, REFUSED",
    "422, spec.replicas: exceeded quota of sense, REFUSED",
    "400, ' ', REFUSED"
  })
  void aRefusalIsToldInTheApiServersWords(int code, String message, Reason reason) {
    // When
    var failure = WriteFailure.refused(wanted, code, message);

    // Then
    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure.message()).isEqualTo("Deployment shop-web: " + message);
  }
}

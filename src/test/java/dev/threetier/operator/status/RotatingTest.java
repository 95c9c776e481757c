package dev.threetier.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.threetier.operator.blueprint.Login;
import dev.threetier.operator.blueprint.Rotation;
import dev.threetier.operator.fixture.Apps;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RotatingTest {

  @Test
  void ofWhatANewApplicationAsksForNothingIsTold() {
    // Given
    var app = Apps.withSpec("database: {credentials: {rotation: monday}}");

    // When
    var rotating = new Rotating(Rotation.none(Rotation.requests(app)), Optional.empty());

    // Then
    assertThat(rotating.finding(app)).isEmpty();
  }

  /** Where it is one, the pod need not be made to look. */
  @ParameterizedTest
  @CsvSource({
    "PREPARE, prepared 1a2b, true",
    "PREPARE, prepared 3c4d, false",
    "PREPARE, failed 1a2b ERROR: a reason, true",
    "PREPARE, applied 1a2b, false",
    "PREPARE, nonsense, false",
    "RETIRE, prepared 1a2b, false",
    "RETIRE, retired 1a2b, true",
    "RETIRE, kept 1a2b 2, true",
    "ROLL, prepared 1a2b, false"
  })
  void aLineIsAnAnswerToItsStepAlone(Rotation.Step step, String line, boolean isAnswer) {
    // Given
    var rotation = new Rotation(Login.FIRST, step, "1a2b", "", Set.of(), "", true, false);

    // When
    var about = Rotating.isAbout(line, rotation);

    // Then
    assertThat(about).isEqualTo(isAnswer);
  }
}

package dev.threetier.operator.reconciler;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VolumeEventsTest {

  @ParameterizedTest
  @CsvSource({
    "shop-db-5d8c7f6b9-v7m2s, shop",
    "my-db-db-5d8c7f6b9-v7m2s, my-db",
    "a-name-as-long-as-the-schema-lets-it-be-12-db-5d8c7f6b94-v7m2s,"
        + " a-name-as-long-as-the-schema-lets-it-be-12",
    "shop-lb-5d8c7f6b9-v7m2s,",
    "shop-db,"
  })
  void thePodsNameTellsWhoseItIs(String pod, String app) {
    // Given
    var event =
        new EventBuilder()
            .withNewMetadata()
            .withNamespace("team-a")
            .endMetadata()
            .withNewInvolvedObject()
            .withName(pod)
            .endInvolvedObject()
            .build();

    // When
    var apps = VolumeEvents.appOf(event);

    // Then
    if (app == null) {
      assertThat(apps).isEmpty();
    } else {
      assertThat(apps).containsExactly(new ResourceID(app, "team-a"));
    }
  }
}

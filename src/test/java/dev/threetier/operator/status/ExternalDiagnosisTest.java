package dev.threetier.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExternalDiagnosisTest {

  @ParameterizedTest
  @CsvSource({
    "answered 17.2, db:5432 answers with PostgreSQL 17.2",
    "answered 18beta1, db:5432 answers with PostgreSQL 18beta1",
    "'answered 14.9', 'db:5432 answers with PostgreSQL 14.9, which is not one of the supported versions 15 to 18'",
    "'answered 19.0', 'db:5432 answers with PostgreSQL 19.0, which is not one of the supported versions 15 to 18'",
    "answered <b>, db:5432 answers",
    "'', db:5432 answers"
  })
  void theVersionThatAnswersIsTold(String news, String told) {
    // When
    var finding = ExternalDiagnosis.answer(List.of(pod(ended(news), running(""))), "db:5432");

    // Then
    assertThat(finding).isEqualTo(new Finding(Reason.AVAILABLE, told));
  }

  /** The server may be another one since the pod began. */
  @Test
  void whatWasToldLastCounts() {
    // Given
    var pod = pod(ended("answered 16.3"), running("failed 17.0 Connection refused"));

    // When
    var finding = ExternalDiagnosis.answer(List.of(pod), "db:5432");

    // Then
    assertThat(finding.message()).isEqualTo("db:5432 answers with PostgreSQL 17.0");
  }

  private static Pod pod(ContainerStatus connect, ContainerStatus watch) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("shop-db-1")
        .endMetadata()
        .withNewStatus()
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .endCondition()
        .withInitContainerStatuses(connect)
        .withContainerStatuses(watch)
        .endStatus()
        .build();
  }

  private static ContainerStatus ended(String message) {
    return new ContainerStatusBuilder()
        .withNewState()
        .withNewTerminated()
        .withMessage(message + "\n")
        .endTerminated()
        .endState()
        .build();
  }

  private static ContainerStatus running(String before) {
    return new ContainerStatusBuilder()
        .withNewLastState()
        .withNewTerminated()
        .withMessage(before)
        .endTerminated()
        .endLastState()
        .build();
  }
}

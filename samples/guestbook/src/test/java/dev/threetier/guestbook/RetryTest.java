package dev.threetier.guestbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class RetryTest {
  private static final SQLException NO_CONNECTION = new SQLTransientConnectionException("none");
  private static final SQLException SHUTTING_DOWN = new SQLException("shutting down", "57P01");
  private static final SQLException BROKEN = new SQLException("broken", "08006");
  private static final SQLException NOT_NULL = new SQLException("not null", "23502");

  @Test
  void waitsUntilARestartIsOver() throws Exception {
    Queue<SQLException> failures = new ArrayDeque<>(List.of(SHUTTING_DOWN, BROKEN, NO_CONNECTION));

    var answer = new Retry(Duration.ofSeconds(10)).run(() -> answerAfter(failures));

    assertThat(answer).isEqualTo("answer");
  }

  @Test
  void failsAtOnceWhenWaitingWouldNotHelp() {
    Queue<SQLException> failures = new ArrayDeque<>(List.of(NOT_NULL));

    assertThatThrownBy(() -> new Retry(Duration.ofSeconds(10)).run(() -> answerAfter(failures)))
        .isSameAs(NOT_NULL);
  }

  @Test
  void losesPatience() {
    Queue<SQLException> failures = new ArrayDeque<>(List.of(BROKEN, BROKEN));

    assertThatThrownBy(() -> new Retry(Duration.ZERO).run(() -> answerAfter(failures)))
        .isSameAs(BROKEN);
    assertThat(failures).hasSize(1);
  }

  private static String answerAfter(Queue<SQLException> failures) throws SQLException {
    var failure = failures.poll();
    if (failure != null) {
      throw failure;
    }
    return "answer";
  }
}

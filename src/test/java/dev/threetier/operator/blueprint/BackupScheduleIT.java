package dev.threetier.operator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When the script of backups finds that one is due, with the programs of its image. */
class BackupScheduleIT {

  private static final ImageContainer CONTAINER = ImageContainer.postgresql(17);

  @BeforeAll
  static void start() {
    CONTAINER.start();
    CONTAINER.write("/tmp/backup.sh", Resources.text("backup.sh"));
  }

  @AfterAll
  static void stop() {
    CONTAINER.stop();
  }

  /** 2026-11-23 is a Monday. */
  @ParameterizedTest
  @CsvSource({
    "0 3 * * *, 2026-11-23T03:00:10Z, 2026-11-24T02:59:59Z, false",
    "0 3 * * *, 2026-11-23T03:00:10Z, 2026-11-24T03:00:00Z, true",
    "*/15 * * * *, 2026-11-23T03:00:10Z, 2026-11-23T03:14:59Z, false",
    "*/15 * * * *, 2026-11-23T03:00:10Z, 2026-11-23T03:15:01Z, true",
    "0 3 * * 0, 2026-11-23T03:00:10Z, 2026-11-29T02:59:59Z, false",
    "0 3 * * 7, 2026-11-23T03:00:10Z, 2026-11-29T03:00:00Z, true",
    "0 3 1 * 3, 2026-11-23T03:00:10Z, 2026-11-25T03:00:00Z, true",
    "0 3 1 * 3, 2026-11-26T03:00:10Z, 2026-12-01T03:00:00Z, true",
    "0 3 1 * *, 2026-11-23T03:00:10Z, 2026-11-30T23:00:00Z, false",
    "30 2 * * 1-5, 2026-11-27T02:30:01Z, 2026-11-30T02:29:59Z, false",
    "'5,10-12 2 * 12 *', 2026-11-23T02:30:01Z, 2026-12-01T02:11:00Z, true",
    "50/4 * * * *, 2026-11-23T02:50:01Z, 2026-11-23T02:53:59Z, false",
    "50/4 * * * *, 2026-11-23T02:50:01Z, 2026-11-23T02:54:00Z, true",
    "0 3 31 2 *, 2025-11-23T22:30:01Z, 2026-11-24T21:11:00Z, false"
  })
  void aBackupIsDueWhenAMinuteOfTheScheduleHasBegun(
      String schedule, Instant last, Instant now, boolean due) throws Exception {
    assertDue(Map.of("SCHEDULE", schedule), last, now, due);
  }

  /** There 2:30 did not come on 2026-03-29, and came twice on 2026-10-25. */
  @ParameterizedTest
  @CsvSource({
    "0 3 * * *, 2026-11-23T02:00:10Z, 2026-11-24T01:59:59Z, false",
    "0 3 * * *, 2026-11-23T02:00:10Z, 2026-11-24T02:00:00Z, true",
    "0 3 * * *, 2026-07-23T01:00:10Z, 2026-07-24T00:59:59Z, false",
    "0 3 * * *, 2026-07-23T01:00:10Z, 2026-07-24T01:00:00Z, true",
    "30 2 * * *, 2026-03-28T01:30:10Z, 2026-03-30T00:29:59Z, false",
    "30 2 * * *, 2026-10-25T00:30:10Z, 2026-10-25T01:30:00Z, true"
  })
  void inItsTimeZone(String schedule, Instant last, Instant now, boolean due) throws Exception {
    assertDue(Map.of("SCHEDULE", schedule, "TIME_ZONE", "Europe/Berlin"), last, now, due);
  }

  private static void assertDue(
      Map<String, String> environment, Instant last, Instant now, boolean due) throws Exception {
    // When
    var output =
        CONTAINER.tryRun(
            environment,
            List.of(
                "sh",
                "/tmp/backup.sh",
                "is_scheduled",
                String.valueOf(last.getEpochSecond()),
                String.valueOf(now.getEpochSecond())));

    // Then
    assertThat(output.stderr()).isEmpty();
    assertThat(output.exitCode()).isEqualTo(due ? 0 : 1);
  }
}

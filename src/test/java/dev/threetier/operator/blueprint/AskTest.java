package dev.threetier.operator.blueprint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the containers tell of a database that answers in turn what a test says. */
class AskTest {

  private static final String PREFIX =
      "connection to server at \"db\" (192.0.2.7), port 5432 failed: ";
  private static final String UNREACHABLE = PREFIX + "Connection refused";
  private static final String TIMEOUT = PREFIX + "timeout expired";
  private static final String REFUSED = PREFIX + "FATAL:  no role \"shop\"";
  private static final String OTHERWISE_REFUSED = PREFIX + "FATAL:  too many clients";

  /** A command that is asked for more than there is ends the container, as the kubelet would. */
  private static final String STUBS =
      """
      timeout() {
        said=$(head -n 1 says)
        sed -i 1d says
        case $said in
          '') exit 9 ;;
          [0-9]*) echo "$said" ;;
          *) printf 'psql: error: %s\\n' "$said" >&2; return 2 ;;
        esac
      }
      sleep() { echo "$1" >> slept; }
      date() { awk '{ sum += $1 } END { print sum + 0 }' slept; }
      """;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "'FATAL:  password authentication failed for user \"shop\"', refused",
    "'ВАЖНО:  пользователь \"shop\" не прошёл проверку подлинности', refused",
    "'ERROR:  permission denied', refused",
    "'Connection refused', failed",
    "'timeout expired', failed",
    "'SSL error: certificate verify failed', failed",
    "'server closed the connection unexpectedly', failed"
  })
  void theServersWordsAreToldFromTheClients(String words, String verdict) throws Exception {
    assertThat(told("connect", PREFIX + words)).isEqualTo(verdict + " - " + PREFIX + words);
  }

  @Test
  void wordsAreToldAsTheyAre() throws Exception {
    var words = PREFIX + "FATAL:  no role \"a\\tb\\c\\0101\"";

    assertThat(told("connect", words)).isEqualTo("refused - " + words);
  }

  @Test
  void theVersionIsToldOfAFailureToo() throws Exception {
    assertThat(told("connect", "17.2")).isEqualTo("answered 17.2");
    assertThat(told("watch", "17.2", UNREACHABLE)).isEqualTo("failed 17.2 " + UNREACHABLE);
  }

  @Test
  void aWrongPasswordIsTriedLessOften() throws Exception {
    assertThat(told("connect", REFUSED)).isNotEmpty();
    assertThat(told("connect", REFUSED, UNREACHABLE, REFUSED)).isEmpty();
    assertThat(slept()).containsExactly("30", "2", "30");
  }

  @Test
  void otherWordsAreToldWhenTheyStay() throws Exception {
    assertThat(told("connect", UNREACHABLE)).isNotEmpty();
    assertThat(told("connect", TIMEOUT, UNREACHABLE, TIMEOUT, UNREACHABLE)).isEmpty();
    assertThat(told("connect", UNREACHABLE)).isNotEmpty();
    assertThat(told("connect", Collections.nCopies(5, TIMEOUT))).isEmpty();
    assertThat(told("connect", UNREACHABLE)).isNotEmpty();
    assertThat(told("connect", Collections.nCopies(6, TIMEOUT))).isEqualTo("failed - " + TIMEOUT);
    assertThat(told("connect", REFUSED, REFUSED)).isEqualTo("refused - " + REFUSED);
    assertThat(told("connect", OTHERWISE_REFUSED)).isEmpty();
  }

  /** Its end takes the place of the one that told. */
  @Test
  void aContainerThatWasKilledIsFollowedByOneThatTellsAgain() throws Exception {
    assertThat(told("connect", REFUSED)).isEqualTo("refused - " + REFUSED);
    assertThat(told("connect", REFUSED, REFUSED)).isEmpty();
    assertThat(told("connect", REFUSED)).isEqualTo("refused - " + REFUSED);
  }

  private String told(String command, String... says) throws Exception {
    return told(command, List.of(says));
  }

  /** What one container ends with; empty if it was killed. */
  private String told(String command, List<String> says) throws Exception {
    Files.write(directory.resolve("says"), says);
    Files.writeString(directory.resolve("slept"), "");
    var end = directory.resolve("end");
    Files.writeString(end, "");
    Files.writeString(
        directory.resolve("ask.sh"),
        STUBS
            + Resources.text("ask.sh")
                .replace("/tmp/", directory + "/")
                .replace("/dev/termination-log", end.toString()));
    var process =
        new ProcessBuilder("sh", "ask.sh", command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    var words = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    var message = Files.readString(end).strip();
    var status = process.waitFor();
    assertThat(words).isEqualTo(message);
    assertThat(status).isEqualTo(message.isEmpty() ? 9 : message.startsWith("answered") ? 0 : 1);
    return message;
  }

  private List<String> slept() throws Exception {
    return Files.readAllLines(directory.resolve("slept"));
  }
}

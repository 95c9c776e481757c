package dev.threetier.operator.blueprint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the script tells of a volume of 10 GiB, when what is left changes. */
class VolumeWatchTest {

  private static final int SIZE = 10240;

  @TempDir Path directory;

  @BeforeEach
  void writeScript() throws IOException {
    Files.writeString(directory.resolve("volume.sh"), VolumeWatch.SCRIPT_TEXT);
  }

  @Test
  void boundsAreToldOnceEach() throws Exception {
    assertThat(toldOf(3000)).isEmpty();
    assertThat(toldOf(2000))
        .isEqualTo("the volume is nearly full: 80% used, 2000 of 10240 MiB left");
    assertThat(toldOf(1500)).isEmpty();
    assertThat(toldOf(1000)).contains("nearly full: 90% used");
    assertThat(toldOf(500)).contains("nearly full: 95% used");
    assertThat(toldOf(15)).isEqualTo("the volume is full: 99% used, 15 of 10240 MiB left");
    assertThat(toldOf(0)).isEmpty();
  }

  @Test
  void walThatComesAndGoesIsNotToldEachTime() throws Exception {
    assertThat(toldOf(2000)).contains("nearly full");
    assertThat(toldOf(2900)).isEmpty();
    assertThat(toldOf(2000)).isEmpty();
    assertThat(toldOf(3100))
        .isEqualTo("the volume has room again: 69% used, 3100 of 10240 MiB left");
    assertThat(toldOf(2900)).isEmpty();

    assertThat(toldOf(0)).contains("is full");
    assertThat(toldOf(60)).isEmpty();
    assertThat(toldOf(70)).contains("nearly full: 99% used");
  }

  @Test
  void whatLastsIsToldAgain() throws Exception {
    assertThat(toldOf(1000)).contains("nearly full");

    Files.writeString(directory.resolve("state"), "90 1000000000\n");

    assertThat(toldOf(1000)).contains("nearly full");
    assertThat(toldOf(1000)).isEmpty();
  }

  @Test
  void aVolumeThatCannotBeLookedAtIsNotTold() throws Exception {
    assertThat(told("exit 1")).isEmpty();
    assertThat(told("echo 0 0 0 4096")).isEmpty();
  }

  /** Of what is free, 100 MiB are for root. */
  private String toldOf(int left) throws Exception {
    return told("echo %d %d %d 1048576".formatted(SIZE + 100, left + 100, left));
  }

  private String told(String stat) throws Exception {
    var process =
        new ProcessBuilder(
                "sh", "-c", "stat() { %s; }; set -- /data state; . ./volume.sh".formatted(stat))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    var words = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(process.waitFor()).isEqualTo(words.isEmpty() ? 0 : 1);
    return words;
  }
}

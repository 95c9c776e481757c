package dev.threetier.operator.status;

import io.fabric8.kubernetes.api.model.Event;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a pod told of its volume's room.
 *
 * @param percent how much is used
 * @param left what is left, in MiB
 * @param size what there is, in MiB
 */
record VolumeReport(Level level, int percent, long left, long size) {

  private static final Pattern WORDS =
      Pattern.compile(
          "the volume (has room again|is nearly full|is full): ([0-9]{1,3})% used, ([0-9]{1,12}) of ([0-9]{1,12}) MiB left");

  private static final long GIBIBYTE = 1024;

  /** From here on a part of a GiB does not matter. */
  private static final long IN_GIBIBYTES = 10 * GIBIBYTE;

  /** How much there is for more. */
  enum Level {
    ROOM,
    LITTLE,
    NONE;

    private static Level of(String words) {
      return switch (words) {
        case "is full" -> NONE;
        case "is nearly full" -> LITTLE;
        default -> ROOM;
      };
    }
  }

  static Optional<VolumeReport> of(Event event) {
    return of(Objects.requireNonNullElse(event.getMessage(), ""));
  }

  static Optional<VolumeReport> of(String message) {
    var words = WORDS.matcher(message);
    return words.find()
        ? Optional.of(
            new VolumeReport(
                Level.of(words.group(1)),
                Integer.parseInt(words.group(2)),
                Long.parseLong(words.group(3)),
                Long.parseLong(words.group(4))))
        : Optional.empty();
  }

  /** In units that can be read. */
  String room() {
    return "%s of %s".formatted(readable(left), readable(size));
  }

  private static String readable(long mebibytes) {
    return mebibytes < IN_GIBIBYTES ? mebibytes + "Mi" : mebibytes / GIBIBYTE + "Gi";
  }
}

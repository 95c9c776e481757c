package dev.threetier.operator.blueprint;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;

/** How much of the volume PostgreSQL takes for its WAL: an eighth, which of 8Gi is its own 1GB. */
final class PostgresqlWal {

  private static final long MEBIBYTE = 1 << 20;
  private static final long SHARE = 8;

  /** Two segments, PostgreSQL's least. */
  private static final long LEAST = 32;

  /** More would only make crash recovery longer. */
  private static final long MOST = 4096;

  private static final long KEPT_SHARE = 4;

  /** Of the volume, for WAL that backups have not received yet. */
  private static final long SLOTS_SHARE = 4;

  private PostgresqlWal() {}

  static String forSlots(Scope scope) {
    return mebibytes(size(scope)) / SLOTS_SHARE + "MB";
  }

  static Map<String, String> settings(Scope scope) {
    var most = Math.clamp(mebibytes(size(scope)) / SHARE, LEAST, MOST);
    var least = Math.max(most / KEPT_SHARE, LEAST);
    return Map.of("max_wal_size", most + "MB", "min_wal_size", least + "MB");
  }

  /** What is asked for, unless the volume has not grown to it yet. */
  private static Quantity size(Scope scope) {
    var wanted = new Quantity(Objects.requireNonNull(scope.spec().database().storage()).size());
    return scope
        .facts()
        .volume()
        .flatMap(Facts.VolumeSize::capacity)
        .filter(capacity -> capacity.compareTo(wanted) < 0)
        .orElse(wanted);
  }

  private static long mebibytes(Quantity size) {
    return Quantity.getAmountInBytes(size)
        .divideToIntegralValue(BigDecimal.valueOf(MEBIBYTE))
        .longValue();
  }
}

package dev.threetier.operator.blueprint;

import static java.math.RoundingMode.CEILING;
import static java.util.stream.Collectors.joining;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL makes of its container's memory and processors: of the limit, or without one of
 * the request. A server without a limit may use more than it asks for, and gets nothing less than
 * PostgreSQL's own defaults.
 */
final class PostgresqlResources {

  private static final long MEBIBYTE = 1 << 20;

  // PostgreSQL's own defaults.
  private static final long SHARED_BUFFERS = 128;
  private static final long EFFECTIVE_CACHE_SIZE = 4 << 10;
  private static final long MAX_CONNECTIONS = 100;
  private static final long WORK_MEM = 4;
  private static final long MAINTENANCE_WORK_MEM = 64;
  private static final long WORKERS = 8;
  private static final long WORKERS_OF_ONE_TASK = 2;

  /**
   * A quarter is what PostgreSQL's manual begins with; the rest caches files, for it and others.
   */
  private static final long SHARE_OF_BUFFERS = 4;

  private static final long LEAST_BUFFERS = 16;

  /** With more, crash recovery and shutdown take long, and it is the user who has to want that. */
  private static final long MOST_BUFFERS = 16 << 10;

  /** PostgreSQL takes no more than twice that. */
  private static final long MOST_EFFECTIVE_CACHE_SIZE = 8 << 20;

  /** Half of the memory is for connections, of which each is reckoned with 5 MB. */
  private static final long MEMORY_OF_CONNECTION = 10;

  private static final long LEAST_CONNECTIONS = 20;
  private static final long MOST_CONNECTIONS = 200;

  /** Operations of that size that a connection may have under way, sorts and hash tables. */
  private static final long OPERATIONS_OF_CONNECTION = 3;

  private static final long MOST_WORK_MEM = 64;

  /** Three workers of autovacuum may take it at the same time. */
  private static final long SHARE_OF_MAINTENANCE = 16;

  private static final long LEAST_MAINTENANCE = 16;
  private static final long MOST_MAINTENANCE = 1 << 10;

  private static final long MOST_WORKERS = 64;
  private static final long MOST_WORKERS_OF_ONE_TASK = 4;

  private PostgresqlResources() {}

  /** Lines of a configuration file. */
  static String file(@Nullable ResourceRequirements resources) {
    return settings(resources).entrySet().stream()
        .map(setting -> setting.getKey() + " = " + setting.getValue() + "\n")
        .collect(joining());
  }

  /** Nothing of what the resources do not name. */
  static SortedMap<String, String> settings(@Nullable ResourceRequirements resources) {
    var settings = new TreeMap<String, String>();
    amount(resources, "memory").ifPresent(memory -> settings.putAll(ofMemory(memory)));
    amount(resources, "cpu").ifPresent(processors -> settings.putAll(ofProcessors(processors)));
    return settings;
  }

  private static Map<String, String> ofMemory(Amount memory) {
    var megabytes = memory.of(MEBIBYTE);
    var buffers =
        Math.clamp(
            megabytes / SHARE_OF_BUFFERS,
            memory.atLeast(LEAST_BUFFERS, SHARED_BUFFERS),
            MOST_BUFFERS);
    var connections =
        Math.clamp(
            megabytes / MEMORY_OF_CONNECTION,
            memory.atLeast(LEAST_CONNECTIONS, MAX_CONNECTIONS),
            MOST_CONNECTIONS);
    return Map.of(
        "shared_buffers",
        buffers + "MB",
        "effective_cache_size",
        Math.clamp(
                megabytes - megabytes / 4,
                memory.atLeast(buffers, EFFECTIVE_CACHE_SIZE),
                MOST_EFFECTIVE_CACHE_SIZE)
            + "MB",
        "max_connections",
        String.valueOf(connections),
        "work_mem",
        Math.clamp(
                (megabytes - buffers) / (connections * OPERATIONS_OF_CONNECTION),
                WORK_MEM,
                MOST_WORK_MEM)
            + "MB",
        "maintenance_work_mem",
        Math.clamp(
                megabytes / SHARE_OF_MAINTENANCE,
                memory.atLeast(LEAST_MAINTENANCE, MAINTENANCE_WORK_MEM),
                MOST_MAINTENANCE)
            + "MB");
  }

  /** Of a server with less than two processors nothing runs in parallel. */
  private static Map<String, String> ofProcessors(Amount processors) {
    var number = Math.clamp(processors.of(1), 1, MOST_WORKERS);
    var workers = Math.max(number, processors.atLeast(0, WORKERS));
    var ofOneTask =
        Math.clamp(
            number / 2, processors.atLeast(0, WORKERS_OF_ONE_TASK), MOST_WORKERS_OF_ONE_TASK);
    return Map.of(
        "max_worker_processes",
        String.valueOf(Math.max(number, WORKERS)),
        "max_parallel_workers",
        String.valueOf(workers),
        "max_parallel_workers_per_gather",
        String.valueOf(ofOneTask),
        "max_parallel_maintenance_workers",
        String.valueOf(ofOneTask));
  }

  private static Optional<Amount> amount(@Nullable ResourceRequirements resources, String name) {
    if (resources == null) {
      return Optional.empty();
    }
    return quantity(resources.getLimits(), name)
        .map(quantity -> new Amount(quantity, true))
        .or(
            () ->
                quantity(resources.getRequests(), name)
                    .map(quantity -> new Amount(quantity, false)));
  }

  private static Optional<Quantity> quantity(@Nullable Map<String, Quantity> all, String name) {
    return Optional.ofNullable(all).map(quantities -> quantities.get(name));
  }

  private record Amount(Quantity quantity, boolean limit) {

    long of(long unit) {
      return Quantity.getAmountInBytes(quantity)
          .divide(BigDecimal.valueOf(unit), 0, CEILING)
          .longValue();
    }

    long atLeast(long ofLimit, long ofRequest) {
      return limit ? ofLimit : ofRequest;
    }
  }
}

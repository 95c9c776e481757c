package dev.threetier.operator.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresqlResourcesTest {

  @ParameterizedTest
  @CsvSource({
    // memory, buffers, cache, connections, work, maintenance
    "1,     16MB,    16MB,     20,  4MB,  16MB",
    "64Mi,  16MB,    48MB,     20,  4MB,  16MB",
    "256Mi, 64MB,    192MB,    25,  4MB,  16MB",
    "1Gi,   256MB,   768MB,    102, 4MB,  64MB",
    "1G,    238MB,   716MB,    95,  4MB,  59MB",
    "4Gi,   1024MB,  3072MB,   200, 5MB,  256MB",
    "16Gi,  4096MB,  12288MB,  200, 20MB, 1024MB",
    "64Gi,  16384MB, 49152MB,  200, 64MB, 1024MB",
    "1Pi,   16384MB, 8388608MB, 200, 64MB, 1024MB",
  })
  void memoryFollowsItsLimit(
      String limit,
      String buffers,
      String cache,
      String connections,
      String work,
      String maintenance) {
    assertThat(PostgresqlResources.settings(resources("memory", limit, "1Mi")))
        .isEqualTo(
            Map.of(
                "shared_buffers", buffers,
                "effective_cache_size", cache,
                "max_connections", connections,
                "work_mem", work,
                "maintenance_work_mem", maintenance));
  }

  @ParameterizedTest
  @CsvSource({
    "1Mi,   128MB,  4096MB, 100, 64MB",
    "512Mi, 128MB,  4096MB, 100, 64MB",
    "8Gi,   2048MB, 6144MB, 200, 512MB",
  })
  void withoutALimitItFollowsTheRequestAndIsNeverLessThanPostgresqlsOwn(
      String request, String buffers, String cache, String connections, String maintenance) {
    assertThat(PostgresqlResources.settings(resources("memory", null, request)))
        .containsEntry("shared_buffers", buffers)
        .containsEntry("effective_cache_size", cache)
        .containsEntry("max_connections", connections)
        .containsEntry("maintenance_work_mem", maintenance);
  }

  @ParameterizedTest
  @CsvSource({
    // processors, background workers, parallel ones, of one task
    "0,     8,  1,  0",
    "500m,  8,  1,  0",
    "1500m, 8,  2,  1",
    "4,     8,  4,  2",
    "12,    12, 12, 4",
    "1k,    64, 64, 4",
  })
  void workersFollowTheLimitOfProcessors(
      String limit, String processes, String parallel, String ofOneTask) {
    assertThat(PostgresqlResources.settings(resources("cpu", limit, "1m")))
        .isEqualTo(
            Map.of(
                "max_worker_processes", processes,
                "max_parallel_workers", parallel,
                "max_parallel_workers_per_gather", ofOneTask,
                "max_parallel_maintenance_workers", ofOneTask));
  }

  @ParameterizedTest
  @CsvSource({"100m, 8, 8, 2", "6, 8, 8, 3", "16, 16, 16, 4"})
  void withoutALimitTheyFollowTheRequest(
      String request, String processes, String parallel, String ofOneTask) {
    assertThat(PostgresqlResources.settings(resources("cpu", null, request)))
        .isEqualTo(
            Map.of(
                "max_worker_processes", processes,
                "max_parallel_workers", parallel,
                "max_parallel_workers_per_gather", ofOneTask,
                "max_parallel_maintenance_workers", ofOneTask));
  }

  @Test
  void ofResourcesThatAreNotNamedNothingFollows() {
    assertThat(PostgresqlResources.settings(null)).isEmpty();
    assertThat(PostgresqlResources.settings(new ResourceRequirements())).isEmpty();
    assertThat(PostgresqlResources.settings(resources("ephemeral-storage", "1Gi", "1Gi")))
        .isEmpty();
  }

  private static ResourceRequirements resources(
      String name, @Nullable String limit, String request) {
    var requested = new ResourceRequirementsBuilder().addToRequests(name, new Quantity(request));
    return limit == null
        ? requested.build()
        : requested.addToLimits(name, new Quantity(limit)).build();
  }
}

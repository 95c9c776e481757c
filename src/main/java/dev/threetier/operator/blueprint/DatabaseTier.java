package dev.threetier.operator.blueprint;

import dev.threetier.operator.api.v1alpha1.DatabaseSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** PostgreSQL: what the database tier has of its own. */
public final class DatabaseTier {

  /** The port of the database's Service and of its pods. */
  public static final int PORT = 5432;

  /** The container that prepares the volume. */
  public static final String INITIALISATION = "initialise";

  private static final String PORT_NAME = "postgresql";
  static final String SOCKET_DIR = "/run/postgresql";
  static final String CREDENTIALS_DIR = "/run/secrets/threetier";

  // User and group of the official image.
  private static final long POSTGRES = 999;

  // A checkpoint of a large cache on a slow disk takes its time.
  private static final int GRACE_PERIOD_SECONDS = 180;

  // Crash recovery replays the WAL; it is not to be interrupted.
  private static final int STARTUP_SECONDS = 3600;

  /**
   * Two pods can hold the volume at once, after a forced deletion for example, and each sees itself
   * as process 1, so that postmaster.pid guards nothing. The lock does.
   */
  private static final String START =
      "exec flock --no-fork --nonblock --conflict-exit-code 75 /data/.lock"
          + " postgres -D /data/pgdata -c config_file="
          + SOCKET_DIR
          + "/postgresql.conf -c hba_file="
          + Pods.CONFIG_DIR
          + "/pg_hba.conf";

  /** SIGINT is the fast shutdown; SIGTERM would wait for clients. */
  private static final String FAST_SHUTDOWN =
      "kill -INT 1; while kill -0 1 2>/dev/null; do sleep 0.2; done";

  private DatabaseTier() {}

  static TierPlan plan(Scope scope) {
    var spec = scope.spec().database();
    var image = image(scope);
    var isReady = "pg_isready -q -t 5 -h " + SOCKET_DIR;
    var container =
        Pods.container(Tier.DATABASE, image)
            .withCommand("sh", "-c", PostgresqlTls.started(START, scope))
            .withPorts(Pods.port(PORT_NAME, PORT))
            .withResources(resources(spec))
            .withVolumeMounts(
                Pods.mount("data", "/data"),
                Pods.mount("run", SOCKET_DIR),
                Pods.mount("shm", "/dev/shm"),
                Pods.mount("tmp", "/tmp"),
                Pods.readOnlyMount("config", Pods.CONFIG_DIR))
            .addAllToVolumeMounts(PostgresqlTls.serverMounts(scope))
            .withLifecycle(Pods.beforeStop(FAST_SHUTDOWN));
    var files = PostgresqlConfiguration.files(scope, SOCKET_DIR);
    return new TierPlan(
        Tier.DATABASE,
        Pods.withProbes(
            container,
            spec.probes(),
            Pods.shell("psql -X -q -h " + SOCKET_DIR + " -U postgres -c 'SELECT 1' >/dev/null")
                .withPeriodSeconds(2)
                .withTimeoutSeconds(5)
                .withFailureThreshold(3)
                .build(),
            // Exit code 1 is a server that answers but is starting or recovering: leave it alone.
            Pods.liveness(Pods.shell(isReady + " || [ $? -eq 1 ]").withTimeoutSeconds(10)),
            Pods.startup(Pods.shell(isReady), STARTUP_SECONDS)),
        List.of(
            PostgresqlTls.renewedBy(
                MonitorAccess.madeBy(BackupAccess.madeBy(reloader(scope, image), scope), scope),
                scope)),
        false,
        Restores.before(initialisation(scope, image), scope),
        volumes(scope),
        security(),
        false,
        GRACE_PERIOD_SECONDS,
        files,
        rollOn(scope, files));
  }

  private static Map<String, String> rollOn(Scope scope, ConfigFiles files) {
    var texts = new TreeMap<>(BackupAccess.rollOn(scope));
    texts.putAll(InitialSql.rollOn(scope));
    texts.put("credentials", scope.facts().credentials().digestForDatabase());
    texts.put(
        "postgresql.conf",
        PostgresqlRestarts.lines(
            TriedConfiguration.POSTGRESQL.inForce(files.watched()),
            scope.spec().database().version()));
    return texts;
  }

  static PodSecurityContext user() {
    return Pods.runAs(POSTGRES);
  }

  static PodSecurityContext security() {
    return user().edit().withFsGroup(POSTGRES).withFsGroupChangePolicy("OnRootMismatch").build();
  }

  /** In a process namespace of its own, for the server is to be process 1 of its container. */
  private static Container reloader(Scope scope, String image) {
    var spec = scope.spec().database();
    return Pods.reloader(Tier.DATABASE, image, spec.resources())
        .withCommand("sh", Pods.CONFIG_DIR + "/" + PostgresqlConfiguration.SCRIPT, "watch")
        .withEnv(environment(spec))
        .withVolumeMounts(
            Pods.readOnlyMount("data", "/data"),
            Pods.mount("run", SOCKET_DIR),
            Pods.mount("tmp", "/tmp"),
            Pods.readOnlyMount("config", Pods.CONFIG_DIR),
            Pods.readOnlyMount("application-credentials", CREDENTIALS_DIR + "/application"))
        .withLivenessProbe(VolumeWatch.probe("/data", SOCKET_DIR))
        .build();
  }

  /** What the scripts know of the pod. */
  private static List<EnvVar> environment(DatabaseSpec spec) {
    return List.of(
        Environment.value("CONFIG_DIR", Pods.CONFIG_DIR),
        Environment.value("SOCKET_DIR", SOCKET_DIR),
        Environment.value("CREDENTIALS_DIR", CREDENTIALS_DIR),
        Environment.value("DATABASE_NAME", spec.name()),
        Environment.value("DATABASE_USER", Login.FIRST.role(spec.user())),
        Environment.value("SECOND_LOGIN", Login.SECOND.role(spec.user())),
        memory());
  }

  /** The server's limit, or without one what its node has for pods. */
  private static EnvVar memory() {
    return new EnvVarBuilder()
        .withName("MEMORY_BYTES")
        .withNewValueFrom()
        .withNewResourceFieldRef()
        .withContainerName(Tier.DATABASE.component())
        .withResource("limits.memory")
        .withDivisor(new Quantity("1"))
        .endResourceFieldRef()
        .endValueFrom()
        .build();
  }

  static ResourceRequirements resources(DatabaseSpec spec) {
    return Pods.resources(spec.resources(), Pods.cpuAndMemory("100m", "256Mi"), Map.of());
  }

  static String image(Scope scope) {
    return image(scope, scope.config().images().postgresql());
  }

  static String image(Scope scope, Map<Integer, String> images) {
    var spec = scope.spec().database();
    if (spec.image() != null) {
      return spec.image();
    }
    var image = images.get(spec.version());
    if (image == null) {
      throw new UnsupportedSpecException(
          "spec.database.version %d has no image in the operator's configuration; it has %s"
              .formatted(spec.version(), images.keySet().stream().sorted().toList()));
    }
    return image;
  }

  private static Container initialisation(Scope scope, String image) {
    var spec = scope.spec().database();
    return Pods.container(Tier.DATABASE, image)
        .withName(INITIALISATION)
        .withCommand("sh", Pods.CONFIG_DIR + "/initialise.sh")
        .withEnv(environment(spec))
        .addToEnv(Environment.value("MAJOR_VERSION", String.valueOf(spec.version())))
        .withVolumeMounts(
            Pods.mount("data", "/data"),
            Pods.mount("run", SOCKET_DIR),
            Pods.mount("shm", "/dev/shm"),
            Pods.mount("tmp", "/tmp"),
            Pods.readOnlyMount("config", Pods.CONFIG_DIR),
            Pods.readOnlyMount("application-credentials", CREDENTIALS_DIR + "/application"),
            Pods.readOnlyMount("superuser-credentials", CREDENTIALS_DIR + "/superuser"))
        .build();
  }

  private static List<Volume> volumes(Scope scope) {
    var names = scope.names();
    var volumes =
        List.of(
            Pods.claim("data", names.volume()),
            Pods.memory("run", "8Mi"),
            Pods.memory("shm", "256Mi"),
            Pods.scratch("tmp", "64Mi"),
            Pods.configuration("config", names.tier(Tier.DATABASE)),
            Pods.secret("application-credentials", names.credentials()),
            password("superuser-credentials", names.superuser()));
    return Stream.of(
            volumes.stream(),
            BackupAccess.volumes(scope).stream(),
            MonitorAccess.volumes(scope).stream(),
            PostgresqlTls.serverVolumes(scope).stream(),
            Restores.volumes(scope))
        .flatMap(Function.identity())
        .toList();
  }

  static Volume password(String volume, String secret) {
    return Pods.secret(volume, secret)
        .edit()
        .editSecret()
        .addNewItem()
        .withKey(Secrets.PASSWORD)
        .withPath(Secrets.PASSWORD)
        .endItem()
        .endSecret()
        .build();
  }
}

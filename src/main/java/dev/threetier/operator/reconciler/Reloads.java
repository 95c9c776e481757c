package dev.threetier.operator.reconciler;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.blueprint.Facts;
import dev.threetier.operator.blueprint.TriedConfiguration;
import dev.threetier.operator.status.Reload;
import dev.threetier.operator.status.WriteFailure;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Which configuration the running pods of HAProxy and PostgreSQL have taken up. They tell it in the
 * log of a container that says nothing else; it is read only of pods that were there before the
 * configuration changed, and only until they have said what they make of it.
 */
final class Reloads extends AbstractEventSource<Pod, ThreeTierApp>
    implements ResourceEventAware<ThreeTierApp> {

  /** A changed annotation makes the kubelet renew what it mounts, which else takes it a minute. */
  private static final String WANTED = "threetier.dev/wanted-configuration";

  private static final Duration AT_ONCE = Duration.ofMillis(1);
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration REFUSED = Duration.ofMinutes(1);

  private final ReloaderLogs logs;
  private final Map<ResourceID, Map<String, Said>> saidByApp = new ConcurrentHashMap<>();

  Reloads(KubernetesClient client) {
    super(Pod.class, "reloads");
    this.logs = new ReloaderLogs(client);
  }

  /** It is an event source only to hear of the end of applications. */
  @Override
  public void onResourceDeleted(ThreeTierApp app) {
    saidByApp.remove(ResourceID.fromResource(app));
  }

  @Override
  public Set<Pod> getSecondaryResources(ThreeTierApp app) {
    return Set.of();
  }

  /** What is known without asking. */
  Facts.Running known(
      ThreeTierApp app, List<Readers> all, Optional<Map<String, String>> certificates) {
    var inForce = new HashMap<String, Map<String, String>>();
    var applied = new HashMap<String, String>();
    for (Readers readers : all) {
      var configMap = readers.configMap();
      readers
          .configuration()
          .inForce(configMap)
          .ifPresent(files -> inForce.put(configMap.getMetadata().getName(), files));
      if (!readers.pods().isEmpty()
          && readers.pods().stream().allMatch(pod -> isApplied(app, pod, readers))) {
        applied.put(configMap.getMetadata().getName(), readers.digest());
      }
    }
    return new Facts.Running(Map.copyOf(inForce), certificates, Map.copyOf(applied));
  }

  /** Asks those of which it is not known, and tells which do not run what they have been given. */
  List<Reload> ask(ThreeTierApp app, List<Readers> current) {
    var said = new HashMap<String, Said>();
    var reloads = new ArrayList<Reload>();
    for (Readers readers : current) {
      for (Pod pod : readers.pods()) {
        var answer = startedWith(pod, readers) ? atStart(pod, readers) : asked(app, pod, readers);
        answer
            .filter(words -> words.refusal().isEmpty())
            .ifPresent(words -> said.put(pod.getMetadata().getUid(), words));
        if (!said.containsKey(pod.getMetadata().getUid()) || readers.awaitsRestart()) {
          reloads.add(
              new Reload(
                  readers.configuration().tier(),
                  pod.getMetadata().getName(),
                  answer.flatMap(Said::refusal)));
        }
      }
    }
    saidByApp.put(ResourceID.fromResource(app), Map.copyOf(said));
    return reloads;
  }

  private Optional<Said> asked(ThreeTierApp app, Pod pod, Readers readers) {
    var digest = readers.digest();
    return said(app, pod).filter(known -> known.isAbout(digest)).or(() -> ask(pod, digest));
  }

  /** What it was made with it runs, unless it says that it could not start with it. */
  private static Optional<Said> atStart(Pod pod, Readers readers) {
    return pod.getStatus().getInitContainerStatuses().stream()
        .map(ContainerStatus::getState)
        .filter(state -> state != null && state.getTerminated() != null)
        .flatMap(state -> Stream.ofNullable(state.getTerminated().getMessage()))
        .flatMap(String::lines)
        .map(Said::of)
        .filter(said -> said.isAbout(readers.digest()))
        .findFirst()
        .or(() -> Optional.of(new Said(readers.digest(), Optional.empty())));
  }

  /**
   * When to ask again, for pods try again what they refused, or to put the changed one in force.
   */
  static Optional<Duration> due(
      List<Readers> current, List<Reload> asked, List<WriteFailure> failures) {
    if (!asked.isEmpty()) {
      var waits =
          asked.stream().allMatch(reload -> reload.refusal().isPresent())
              || failures.stream().anyMatch(failure -> failure.kind().equals("ConfigMap"));
      return Optional.of(waits ? REFUSED : SOON);
    }
    return current.stream()
        .filter(readers -> !readers.pods().isEmpty() && failures.isEmpty())
        .filter(Readers::isOnTrial)
        .findFirst()
        .map(readers -> AT_ONCE);
  }

  private boolean isApplied(ThreeTierApp app, Pod pod, Readers readers) {
    return startedWith(pod, readers)
        || said(app, pod).filter(words -> words.isAbout(readers.digest())).isPresent();
  }

  private Optional<Said> said(ThreeTierApp app, Pod pod) {
    return Optional.ofNullable(
        saidByApp
            .getOrDefault(ResourceID.fromResource(app), Map.of())
            .get(pod.getMetadata().getUid()));
  }

  private Optional<Said> ask(Pod pod, String digest) {
    return logs.ask(pod, WANTED, digest, Said.WORDS, line -> Said.of(line).isAbout(digest))
        .map(Said::of);
  }

  /** It was made when the ConfigMap held for running pods what it still holds. */
  private static boolean startedWith(Pod pod, Readers readers) {
    return !readers.isOnTrial()
        && changed(readers.configMap())
            .filter(time -> !Instant.parse(pod.getMetadata().getCreationTimestamp()).isBefore(time))
            .isPresent();
  }

  /** When the operator, whose managed fields alone are kept, last changed it. */
  private static Optional<Instant> changed(ConfigMap configMap) {
    return configMap.getMetadata().getManagedFields().stream()
        .map(ManagedFieldsEntry::getTime)
        .map(Instant::parse)
        .max(Comparator.naturalOrder());
  }

  /** The pods that read a configuration, and can be asked. */
  record Readers(TriedConfiguration configuration, ConfigMap configMap, List<Pod> pods) {

    String digest() {
      return configuration.digest(configMap);
    }

    /**
     * Part of what PostgreSQL has accepted may wait for a restart, which comes when it is in force.
     */
    boolean awaitsRestart() {
      return configuration == TriedConfiguration.POSTGRESQL && isOnTrial();
    }

    boolean isOnTrial() {
      return configuration.hasCandidate(configMap);
    }
  }

  private record Said(String digest, Optional<String> refusal) {

    private static final Set<String> WORDS = Set.of("applied", "refused");

    static Said of(String line) {
      var words = line.split(" ", 3);
      return new Said(
          words.length > 1 ? words[1] : "",
          words[0].equals("refused")
              ? Optional.of(words.length > 2 ? words[2].strip() : "no reason given")
              : Optional.empty());
    }

    boolean isAbout(String wanted) {
      return digest.equals(wanted);
    }
  }
}

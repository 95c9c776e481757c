package dev.threetier.operator.status;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.blueprint.Deployments;
import dev.threetier.operator.blueprint.InitialSql;
import dev.threetier.operator.blueprint.Names;
import dev.threetier.operator.blueprint.Reference;
import dev.threetier.operator.blueprint.References;
import dev.threetier.operator.blueprint.Tier;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether a tier's current generation is available, and why not. */
final class TierDiagnosis {

  /** Each attempt is told with the name that its pod would have had. */
  private static final Pattern NAME_OF_ATTEMPT = Pattern.compile("^pods \"[^\"]*\" ");

  private final ThreeTierApp app;
  private final Observed observed;
  private final Instant now;

  TierDiagnosis(ThreeTierApp app, Observed observed, Instant now) {
    this.app = app;
    this.observed = observed;
    this.now = now;
  }

  /** What was found of the tier; the first that applies, from what blocks most to what least. */
  Result of(Tier tier) {
    var failure = failure(tier);
    if (failure.isPresent()) {
      return new Result(false, failure.get());
    }
    if (tier == Tier.DATABASE && app.getSpec().database().cloudNativePg() != null) {
      return new ClusterDiagnosis(app, observed, now).result();
    }
    var missing = missing(tier);
    var deployment = observed.deployments().get(tier);
    if (deployment == null) {
      return new Result(
          false,
          missing.orElseGet(
              () ->
                  new Finding(
                      Reason.WAITING, "Deployment %s is not there yet".formatted(nameOf(tier)))));
    }
    var blocked = blocked(tier, deployment);
    if (blocked.isPresent()) {
      return new Result(false, blocked.get());
    }
    if (isAvailable(deployment)) {
      // What runs goes on running; the next pod to start would not.
      return new Result(
          true,
          missing
              .or(this::missingPullSecret)
              .or(() -> tier == Tier.LOAD_BALANCER ? errorPages() : Optional.empty())
              .orElseGet(() -> available(tier)));
    }
    return new Result(
        false,
        missing
            .or(() -> refusedPods(deployment))
            .or(() -> pods(tier))
            .or(() -> deadline(deployment))
            .orElseGet(() -> rollout(deployment)));
  }

  /** What only one of the tiers may have, and keeps it from being as it should though it serves. */
  private Optional<Finding> blocked(Tier tier, Deployment deployment) {
    return switch (tier) {
      case LOAD_BALANCER ->
          refusal(tier)
              .or(this::missingCertificate)
              .or(() -> isAvailable(deployment) ? reload(tier) : Optional.empty());
      case DATABASE ->
          missing(tier)
              .or(this::volumeIsBeingDeleted)
              .or(() -> refusal(tier))
              .or(() -> isAvailable(deployment) ? reload(tier) : Optional.empty());
      case WEB, APPLICATION -> Optional.empty();
    };
  }

  private Optional<Finding> failure(Tier tier) {
    return observed.failures().stream()
        .filter(failure -> failure.tier() == tier)
        .min(Comparator.comparing(WriteFailure::message))
        .map(failure -> new Finding(failure.reason(), failure.message()));
  }

  private Optional<Finding> missing(Tier tier) {
    var missing =
        missing(
            References.of(app.getSpec(), tier).stream().filter(reference -> !reference.optional()));
    return tier == Tier.DATABASE
        ? missing.or(this::connection).or(this::serverCertificate).or(this::initialSql)
        : missing;
  }

  /** PostgreSQL goes on with the certificate that it has; without one it is not started. */
  private Optional<Finding> serverCertificate() {
    return given(References.serverCertificate(app.getSpec()), observed.certificateFault());
  }

  /** A database that is there does not need it. */
  private Optional<Finding> initialSql() {
    return InitialSql.told(app, observed.pods().getOrDefault(Tier.DATABASE, List.of())).isPresent()
        ? Optional.empty()
        : given(References.initialSql(app.getSpec()), observed.initialSqlFault());
  }

  /** What is known of it stays as it was. */
  private Optional<Finding> connection() {
    return given(References.database(app), observed.external().fault());
  }

  private Optional<Finding> given(Optional<Reference> reference, Optional<String> fault) {
    return missing(reference.stream())
        .or(
            () ->
                fault.map(
                    words ->
                        new Finding(
                            Reason.REFERENCE_INVALID,
                            "%s: %s".formatted(reference.orElseThrow(), words))));
  }

  private Finding available(Tier tier) {
    return isExternal(tier)
        ? ExternalDiagnosis.answer(podsOf(tier), endpoint())
        : new Finding(Reason.AVAILABLE, "all pods are ready");
  }

  private boolean isExternal(Tier tier) {
    return tier == Tier.DATABASE && app.getSpec().database().external() != null;
  }

  private String endpoint() {
    return observed.external().endpoint().orElse("the database");
  }

  private List<Pod> podsOf(Tier tier) {
    return observed.pods().getOrDefault(tier, List.of()).stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  private Optional<Finding> missingPullSecret() {
    return missing(References.pullSecrets(app.getSpec()).stream());
  }

  /** HAProxy goes on with the certificate that it has, if it has one; it will expire. */
  private Optional<Finding> missingCertificate() {
    return missing(References.certificates(app.getSpec()).stream());
  }

  /** HAProxy's own pages are shown in their place. */
  private Optional<Finding> errorPages() {
    var reference = References.errorPages(app.getSpec());
    return missing(reference.stream())
        .or(
            () ->
                observed.pageFaults().stream()
                    .findFirst()
                    .map(
                        fault ->
                            new Finding(
                                Reason.REFERENCE_INVALID,
                                "%s: %s".formatted(reference.orElseThrow(), fault))));
  }

  private Optional<Finding> missing(Stream<Reference> needed) {
    return needed
        .filter(observed.missing()::contains)
        .min(Comparator.comparing(Reference::toString))
        .map(
            reference ->
                new Finding(
                    Reason.REFERENCE_MISSING,
                    "%s does not exist in namespace %s: create it"
                        .formatted(reference, app.getMetadata().getNamespace())));
  }

  private Optional<Finding> refusal(Tier tier) {
    return reloads(tier)
        .filter(reload -> reload.refusal().isPresent())
        .min(Comparator.comparing(Reload::pod))
        .map(
            reload ->
                new Finding(
                    Reason.CONFIGURATION_REFUSED,
                    "pod %s goes on with the configuration before, for %s refuses the new one: %s"
                        .formatted(
                            reload.pod(),
                            tier == Tier.DATABASE ? "PostgreSQL" : "HAProxy",
                            PodDiagnosis.shortened(reload.refusal().orElseThrow()))));
  }

  private Optional<Finding> reload(Tier tier) {
    return reloads(tier)
        .min(Comparator.comparing(Reload::pod))
        .map(
            reload ->
                new Finding(
                    Reason.RELOADING,
                    "pod %s has not taken up the changed configuration yet"
                        .formatted(reload.pod())));
  }

  private Stream<Reload> reloads(Tier tier) {
    return observed.reloads().stream().filter(reload -> reload.tier() == tier);
  }

  /** It is kept only as long as the pod that uses it. */
  private Optional<Finding> volumeIsBeingDeleted() {
    return observed
        .volume()
        .filter(volume -> volume.getMetadata().getDeletionTimestamp() != null)
        .map(
            volume ->
                new Finding(
                    Reason.VOLUME_PENDING,
                    "PersistentVolumeClaim %s is being deleted and goes with the database's pod: save the data before the pod stops"
                        .formatted(volume.getMetadata().getName())));
  }

  static boolean isAvailable(Deployment deployment) {
    return Deployments.isRolledOut(deployment)
        && deployment.getSpec().getReplicas().equals(deployment.getStatus().getAvailableReplicas());
  }

  /** The ReplicaSet cannot make pods: a quota, or an admission policy. */
  private static Optional<Finding> refusedPods(Deployment deployment) {
    return condition(deployment, "ReplicaFailure", "True")
        .map(
            message ->
                new Finding(
                    message.contains("exceeded quota")
                        ? Reason.QUOTA_EXCEEDED
                        : Reason.PODS_REFUSED,
                    PodDiagnosis.shortened(
                        NAME_OF_ATTEMPT.matcher(message).replaceFirst("a pod "))));
  }

  private Optional<Finding> pods(Tier tier) {
    var findings =
        podsOf(tier).stream()
            .sorted(Comparator.comparing((Pod pod) -> pod.getMetadata().getName()))
            .map(
                pod ->
                    isExternal(tier)
                        ? ExternalDiagnosis.of(pod, endpoint(), now)
                        : PodDiagnosis.of(pod, now))
            .flatMap(Optional::stream)
            .toList();
    return findings.stream()
        .filter(finding -> finding.reason().stalled())
        .findFirst()
        .or(() -> findings.stream().findFirst())
        .map(this::withPullSecret)
        .map(
            finding ->
                tier == Tier.DATABASE
                    ? new VolumeDiagnosis(app, observed, now).explain(withVolume(finding))
                    : finding);
  }

  /** An image that cannot be pulled may lack the credentials that are to come. */
  private Finding withPullSecret(Finding finding) {
    return missingPullSecret()
        .filter(missing -> finding.reason() == Reason.IMAGE_PULL_FAILED)
        .map(
            missing ->
                new Finding(
                    missing.reason(), "%s; %s".formatted(missing.message(), finding.message())))
        .orElse(finding);
  }

  /** A pod that waits for its volume is not helped by looking at nodes. */
  private Finding withVolume(Finding finding) {
    return observed
        .volume()
        .filter(volume -> finding.reason() == Reason.UNSCHEDULABLE)
        .filter(volume -> volume.getStatus() != null)
        .filter(volume -> "Pending".equals(volume.getStatus().getPhase()))
        .filter(volume -> finding.message().contains("PersistentVolumeClaim"))
        .map(
            volume ->
                new Finding(
                    Reason.VOLUME_PENDING,
                    "PersistentVolumeClaim %s is not bound (storage class %s): %s"
                        .formatted(
                            volume.getMetadata().getName(),
                            Objects.requireNonNullElse(
                                volume.getSpec().getStorageClassName(), "not set"),
                            finding.message())))
        .orElse(finding);
  }

  private static Optional<Finding> deadline(Deployment deployment) {
    return condition(deployment, "Progressing", "False")
        .map(message -> new Finding(Reason.PROGRESS_DEADLINE_EXCEEDED, message));
  }

  private static Finding rollout(Deployment deployment) {
    var status = deployment.getStatus();
    return new Finding(
        Reason.ROLLING_OUT,
        "Deployment %s: %d of %d pods updated, %d available"
            .formatted(
                deployment.getMetadata().getName(),
                status == null ? 0 : count(status.getUpdatedReplicas()),
                deployment.getSpec().getReplicas(),
                status == null ? 0 : count(status.getAvailableReplicas())));
  }

  private static Optional<String> condition(Deployment deployment, String type, String status) {
    return deployment.getStatus() == null
        ? Optional.empty()
        : deployment.getStatus().getConditions().stream()
            .filter(c -> c.getType().equals(type) && c.getStatus().equals(status))
            .map(c -> Objects.requireNonNullElse(c.getMessage(), ""))
            .findFirst();
  }

  private String nameOf(Tier tier) {
    return new Names(app.getMetadata().getName()).tier(tier);
  }

  static int count(@Nullable Integer number) {
    return number == null ? 0 : number;
  }

  /** A tier is available or not, for a reason. */
  record Result(boolean available, Finding finding) {}
}

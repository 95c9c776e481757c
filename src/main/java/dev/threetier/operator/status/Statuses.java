package dev.threetier.operator.status;

import dev.threetier.operator.api.v1alpha1.BindingStatus;
import dev.threetier.operator.api.v1alpha1.DatabaseStatus;
import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.api.v1alpha1.ThreeTierAppStatus;
import dev.threetier.operator.api.v1alpha1.TierStatus;
import dev.threetier.operator.blueprint.DatabaseTier;
import dev.threetier.operator.blueprint.InitialSql;
import dev.threetier.operator.blueprint.Labels;
import dev.threetier.operator.blueprint.Names;
import dev.threetier.operator.blueprint.Restores;
import dev.threetier.operator.blueprint.Tier;
import dev.threetier.operator.blueprint.Volumes;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The status of an application. */
public final class Statuses {

  private final ThreeTierApp app;
  private final Observed observed;
  private final Instant now;
  private final PublicationDiagnosis publications;
  private final Optional<TierDiagnosis.Result> route;
  private final BackupDiagnosis backups;

  private Statuses(ThreeTierApp app, Observed observed, Instant now) {
    this.app = app;
    this.observed = observed;
    this.now = now;
    this.publications = new PublicationDiagnosis(app, observed.published(), now);
    this.route = publications.route();
    this.backups = new BackupDiagnosis(app, observed, now);
  }

  /** The status that the observed objects amount to. */
  public static ThreeTierAppStatus of(ThreeTierApp app, Observed observed, Instant now) {
    return new Statuses(app, observed, now).status();
  }

  /**
   * The status before, with an error that kept the operator from doing its work. One that may pass
   * says nothing about what runs: what was told of this generation stays, unless a tier has ceased
   * to be available meanwhile. What was refused counts as refused until a write succeeds.
   */
  public static ThreeTierAppStatus failed(
      ThreeTierApp app, Observed observed, Reason reason, String message, Instant now) {
    var generation = app.getMetadata().getGeneration();
    var old = app.getStatus();
    var stays =
        !reason.stalled() && old != null && Objects.equals(old.observedGeneration(), generation);
    var told = stays ? worse(old, of(app, observed.with(refusals(old)), now)) : old;
    var conditions = new Conditions(before(app), generation, now);
    var text = PodDiagnosis.shortened(message);
    if (!stays) {
      conditions.add(Conditions.READY, Conditions.Status.FALSE, reason, text);
    }
    conditions.add(Conditions.RECONCILING, Conditions.Status.of(!reason.stalled()), reason, text);
    if (!stays) {
      conditions.add(Conditions.STALLED, Conditions.Status.of(reason.stalled()), reason, text);
    }
    // Also what is told of an object that is no longer wanted, for it may not have been deleted.
    var merged = new LinkedHashMap<String, Condition>();
    Stream.of(
            before(app), told == null ? List.<Condition>of() : told.conditions(), conditions.list())
        .flatMap(List::stream)
        .forEach(condition -> merged.put(condition.getType(), condition));
    return new ThreeTierAppStatus(
        generation,
        List.copyOf(merged.values()),
        told == null ? List.of() : told.tiers(),
        told == null ? null : told.url(),
        told == null ? null : told.database(),
        told == null ? null : told.binding(),
        told == null ? null : told.replicas(),
        told == null ? null : told.selector());
  }

  private static List<WriteFailure> refusals(ThreeTierAppStatus old) {
    return Arrays.stream(Tier.values())
        .flatMap(
            tier ->
                Conditions.find(old.conditions(), tier.title() + "Ready")
                    .flatMap(condition -> WriteFailure.told(tier, condition))
                    .stream())
        .toList();
  }

  /** What is seen to be ready may be what ran before the spec that could not be carried out. */
  private static ThreeTierAppStatus worse(ThreeTierAppStatus old, ThreeTierAppStatus seen) {
    return Conditions.find(seen.conditions(), Conditions.READY)
            .filter(ready -> ready.getStatus().equals("True"))
            .isPresent()
        ? old
        : seen;
  }

  private ThreeTierAppStatus status() {
    var names = new Names(app.getMetadata().getName());
    var application = observed.deployments().get(Tier.APPLICATION);
    return new ThreeTierAppStatus(
        app.getMetadata().getGeneration(),
        conditions(),
        Arrays.stream(Tier.values()).map(this::tier).toList(),
        url(),
        new DatabaseStatus(
            names.credentials(),
            endpoint(names),
            capacity(),
            restored(),
            backups.recoverableFrom(),
            app.getSpec().database().backup() == null ? null : backups.backups(),
            backups.copies().until(),
            InitialSql.told(app, pods(Tier.DATABASE)).orElse(null)),
        new BindingStatus(names.credentials()),
        application == null || application.getStatus() == null
            ? 0
            : TierDiagnosis.count(application.getStatus().getReplicas()),
        Labels.selector(names.app(), Tier.APPLICATION).entrySet().stream()
            .map(label -> label.getKey() + "=" + label.getValue())
            .collect(Collectors.joining(",")));
  }

  private @Nullable String endpoint(Names names) {
    return app.getSpec().database().storage() == null
        ? observed.external().endpoint().orElse(null)
        : names.tier(Tier.DATABASE) + ":" + DatabaseTier.PORT;
  }

  private @Nullable String url() {
    return Url.of(app.getSpec().loadBalancer(), observed.published(), route)
        .or(
            () ->
                observed
                    .loadBalancer()
                    .flatMap(
                        service -> Optional.ofNullable(Url.of(service, pods(Tier.LOAD_BALANCER)))))
        .orElse(null);
  }

  private @Nullable String restored() {
    return Restores.restored(observed.volume(), pods(Tier.DATABASE))
        .flatMap(Restores::backup)
        .orElse(null);
  }

  private @Nullable String capacity() {
    return observed.volume().flatMap(Volumes::capacity).map(Quantity::toString).orElse(null);
  }

  private List<Condition> conditions() {
    var diagnosis = new TierDiagnosis(app, observed, now);
    Map<String, TierDiagnosis.Result> results = new LinkedHashMap<>();
    var isWanted = app.getSpec().loadBalancer().httpRoute() != null;
    route.filter(any -> isWanted).ifPresent(r -> results.put(PublicationDiagnosis.ROUTE, r));
    for (Tier tier : Tier.values()) {
      results.put(tier.title(), diagnosis.of(tier));
    }
    var conditions = new Conditions(before(app), app.getMetadata().getGeneration(), now);
    overall(conditions, results);
    // No part of the whole: an HTTPRoute that only has to go, and Ingresses without an address.
    route.ifPresent(r -> results.put(PublicationDiagnosis.ROUTE, r));
    publications.ingress().ifPresent(ingress -> results.put(PublicationDiagnosis.INGRESS, ingress));
    backups
        .result(Objects.requireNonNull(results.get(Tier.DATABASE.title())))
        .ifPresent(result -> results.put("Backup", result));
    results.forEach(
        (title, result) ->
            conditions.add(
                title + "Ready",
                Conditions.Status.of(result.available()),
                result.finding().reason(),
                result.finding().message()));
    backups.addTrialTo(conditions);
    backups.copies().addTo(conditions);
    backups.addRoomTo(conditions);
    new VolumeDiagnosis(app, observed, now)
        .addTo(conditions, Objects.requireNonNull(results.get(Tier.DATABASE.title())));
    observed
        .rotation()
        .finding(app)
        .ifPresent(
            finding ->
                conditions.add(
                    Conditions.CREDENTIALS_ROTATED,
                    Conditions.Status.of(finding.reason() == Reason.ROTATED),
                    finding.reason(),
                    finding.message()));
    return conditions.list();
  }

  private void overall(Conditions conditions, Map<String, TierDiagnosis.Result> results) {
    if (app.getSpec().paused()) {
      var message = "spec.paused is true: changes are not carried out";
      conditions.add(Conditions.READY, Conditions.Status.UNKNOWN, Reason.PAUSED, message);
      conditions.add(Conditions.RECONCILING, Conditions.Status.FALSE, Reason.PAUSED, message);
      conditions.add(Conditions.STALLED, Conditions.Status.FALSE, Reason.PAUSED, message);
      return;
    }
    var worst = worst(results);
    if (worst == null) {
      var message = "all tiers are available";
      conditions.add(Conditions.READY, Conditions.Status.TRUE, Reason.AVAILABLE, message);
      conditions.add(Conditions.RECONCILING, Conditions.Status.FALSE, Reason.AVAILABLE, message);
      conditions.add(Conditions.STALLED, Conditions.Status.FALSE, Reason.AVAILABLE, message);
      return;
    }
    var finding = worst.getValue().finding();
    var message = "%s: %s".formatted(worst.getKey(), finding.message());
    var stalled = finding.reason().stalled();
    conditions.add(Conditions.READY, Conditions.Status.FALSE, finding.reason(), message);
    conditions.add(
        Conditions.RECONCILING, Conditions.Status.of(!stalled), finding.reason(), message);
    conditions.add(Conditions.STALLED, Conditions.Status.of(stalled), finding.reason(), message);
  }

  /**
   * The tier or HTTPRoute that the whole waits for: one that needs somebody to act before one that
   * only needs time, and of several the one farthest from the client, for those before it may wait
   * for it.
   */
  private static Map.@Nullable Entry<String, TierDiagnosis.Result> worst(
      Map<String, TierDiagnosis.Result> results) {
    Map.Entry<String, TierDiagnosis.Result> worst = null;
    for (var entry : results.entrySet()) {
      if (entry.getValue().available()) {
        continue;
      }
      if (worst == null
          || entry.getValue().finding().reason().stalled()
          || !worst.getValue().finding().reason().stalled()) {
        worst = entry;
      }
    }
    return worst;
  }

  private TierStatus tier(Tier tier) {
    if (tier == Tier.DATABASE && app.getSpec().database().cloudNativePg() != null) {
      return ClusterDiagnosis.tier(observed.cloudNativePg());
    }
    var deployment = observed.deployments().get(tier);
    if (deployment == null) {
      return new TierStatus(tier.title(), null, 0, 0, 0, "0/0", List.of());
    }
    int desired = deployment.getSpec().getReplicas();
    var status = deployment.getStatus();
    int ready = status == null ? 0 : TierDiagnosis.count(status.getReadyReplicas());
    int updated = status == null ? 0 : TierDiagnosis.count(status.getUpdatedReplicas());
    return new TierStatus(
        tier.title(),
        image(deployment),
        desired,
        ready,
        updated,
        ready + "/" + desired,
        pods(tier).stream()
            .map(pod -> pod.getSpec() == null ? null : pod.getSpec().getNodeName())
            .filter(Objects::nonNull)
            .distinct()
            .sorted()
            .toList());
  }

  private static @Nullable String image(Deployment deployment) {
    var containers = deployment.getSpec().getTemplate().getSpec().getContainers();
    return containers.isEmpty() ? null : containers.getFirst().getImage();
  }

  private List<Pod> pods(Tier tier) {
    return observed.pods().getOrDefault(tier, List.of());
  }

  private static List<Condition> before(ThreeTierApp app) {
    return app.getStatus() == null ? List.of() : app.getStatus().conditions();
  }
}

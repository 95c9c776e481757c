package dev.threetier.operator.status;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.blueprint.Blueprint;
import dev.threetier.operator.blueprint.Reference;
import dev.threetier.operator.blueprint.Tier;
import dev.threetier.operator.fixture.TestConfig;
import dev.threetier.operator.fixture.TestFacts;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a cluster holds of an application: all of it available, but for what is said otherwise. */
final class ObservedBuilder {

  private static final long GENERATION = 2;

  private final Map<Tier, Deployment> deployments = new EnumMap<>(Tier.class);
  private final Map<Tier, List<Pod>> pods = new EnumMap<>(Tier.class);
  private final Set<Reference> missing = new HashSet<>();
  private final List<String> pageFaults = new ArrayList<>();
  private final List<WriteFailure> failures = new ArrayList<>();
  private final List<Reload> reloads = new ArrayList<>();
  private final List<Pod> backupPods = new ArrayList<>();
  private Observed.External external = Observed.External.NONE;
  private Observed.CloudNativePg cloudNativePg =
      new Observed.CloudNativePg(false, Optional.empty(), Optional.empty());
  private final List<Event> volumeEvents = new ArrayList<>();
  private Rotating rotation = Rotating.none();
  private @Nullable Service loadBalancer;
  private @Nullable PersistentVolumeClaim volume;
  private @Nullable Ingress ingress;
  private @Nullable HTTPRoute route;
  private boolean gatewayApi = true;
  private @Nullable String gatewayFault;
  private @Nullable String certificateFault;
  private @Nullable String initialSqlFault;

  ObservedBuilder(ThreeTierApp app) {
    for (Deployment deployment :
        new Blueprint(
                app,
                new TestConfig(),
                new TestFacts().withServerCertificate(TestFacts.CERTIFICATE).build())
            .deployments()) {
      deployment.getMetadata().setGeneration(GENERATION);
      deployment.setStatus(available(deployment.getSpec().getReplicas()));
      deployments.putIfAbsent(
          Tier.of(deployment.getMetadata().getLabels()).orElseThrow(), deployment);
    }
  }

  private static DeploymentStatus available(int replicas) {
    return new DeploymentStatusBuilder()
        .withObservedGeneration(GENERATION)
        .withReplicas(replicas)
        .withUpdatedReplicas(replicas)
        .withReadyReplicas(replicas)
        .withAvailableReplicas(replicas)
        .build();
  }

  Deployment deployment(Tier tier) {
    return Objects.requireNonNull(deployments.get(tier));
  }

  ObservedBuilder without(Tier tier) {
    deployments.remove(tier);
    return this;
  }

  ObservedBuilder with(Tier tier, Pod pod) {
    pods.computeIfAbsent(tier, t -> new ArrayList<>()).add(pod);
    return this;
  }

  ObservedBuilder withBackup(Pod pod) {
    backupPods.add(pod);
    return this;
  }

  ObservedBuilder with(Event event) {
    volumeEvents.add(event);
    return this;
  }

  ObservedBuilder with(Service service) {
    loadBalancer = service;
    return this;
  }

  ObservedBuilder with(PersistentVolumeClaim claim) {
    volume = claim;
    return this;
  }

  ObservedBuilder with(Ingress published) {
    ingress = published;
    return this;
  }

  ObservedBuilder with(HTTPRoute published) {
    route = published;
    return this;
  }

  ObservedBuilder withoutGatewayApi() {
    gatewayApi = false;
    return this;
  }

  ObservedBuilder withGatewayFault(String fault) {
    gatewayFault = fault;
    return withoutGatewayApi();
  }

  ObservedBuilder with(WriteFailure failure) {
    failures.add(failure);
    return this;
  }

  ObservedBuilder with(Reload reload) {
    reloads.add(reload);
    return this;
  }

  ObservedBuilder with(Rotating rotating) {
    rotation = rotating;
    return this;
  }

  ObservedBuilder with(Observed.External database) {
    external = database;
    return this;
  }

  ObservedBuilder with(Observed.CloudNativePg known) {
    cloudNativePg = known;
    return this;
  }

  ObservedBuilder missing(Reference reference) {
    missing.add(reference);
    return this;
  }

  ObservedBuilder withPageFault(String fault) {
    pageFaults.add(fault);
    return this;
  }

  ObservedBuilder withCertificateFault(String fault) {
    certificateFault = fault;
    return this;
  }

  ObservedBuilder withInitialSqlFault(String fault) {
    initialSqlFault = fault;
    return this;
  }

  Observed build() {
    return new Observed(
        deployments,
        pods,
        Optional.ofNullable(loadBalancer),
        new Observed.Published(
            Optional.ofNullable(ingress),
            Optional.ofNullable(route),
            gatewayApi,
            Optional.ofNullable(gatewayFault)),
        Optional.ofNullable(volume),
        missing,
        pageFaults,
        Optional.ofNullable(certificateFault),
        reloads,
        rotation,
        failures,
        backupPods,
        external,
        cloudNativePg,
        volumeEvents,
        Optional.ofNullable(initialSqlFault));
  }
}

package dev.threetier.operator.status;

import dev.threetier.operator.api.cloudnativepg.PostgresqlCluster;
import dev.threetier.operator.blueprint.Reference;
import dev.threetier.operator.blueprint.Tier;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the cluster holds of one application.
 *
 * @param deployments the tiers' Deployments
 * @param pods the tiers' pods
 * @param loadBalancer the Service of the load balancer
 * @param published through what the load balancer is reached besides
 * @param volume the database's volume
 * @param missing the user's ConfigMaps and Secrets that do not exist
 * @param pageFaults what keeps the user's error pages from being served
 * @param certificateFault what keeps the user's certificate of the database from being served
 * @param reloads pods that do not run the configuration that they have been given
 * @param rotation how far the application's credentials have been rotated
 * @param failures objects that could not be written
 * @param backupPods the pods that save the database
 * @param external how a database is reached that the operator does not run
 * @param cloudNativePg what is known of the Cluster of CloudNativePG
 * @param volumeEvents what the database's pods tell of their volume's room
 * @param initialSqlFault what keeps a new database from beginning with the user's SQL
 */
public record Observed(
    Map<Tier, Deployment> deployments,
    Map<Tier, List<Pod>> pods,
    Optional<Service> loadBalancer,
    Published published,
    Optional<PersistentVolumeClaim> volume,
    Set<Reference> missing,
    List<String> pageFaults,
    Optional<String> certificateFault,
    List<Reload> reloads,
    Rotating rotation,
    List<WriteFailure> failures,
    List<Pod> backupPods,
    External external,
    CloudNativePg cloudNativePg,
    List<Event> volumeEvents,
    Optional<String> initialSqlFault) {

  /**
   * How a database is reached that the operator does not run.
   *
   * @param endpoint host and port, as the application is told them
   * @param fault what is wrong with the Secret that says it
   */
  public record External(Optional<String> endpoint, Optional<String> fault) {

    /** There is none. */
    public static final External NONE = new External(Optional.empty(), Optional.empty());
  }

  /**
   * What is known of the Cluster of CloudNativePG.
   *
   * @param served whether the cluster has such a kind
   * @param fault what keeps the operator from knowing it
   */
  public record CloudNativePg(
      boolean served, Optional<String> fault, Optional<PostgresqlCluster> cluster) {}

  /**
   * Through what the load balancer is reached besides its Service.
   *
   * @param gatewayApi whether the cluster has HTTPRoutes
   * @param gatewayFault what keeps the operator from knowing it
   */
  public record Published(
      Optional<Ingress> ingress,
      Optional<HTTPRoute> route,
      boolean gatewayApi,
      Optional<String> gatewayFault) {}

  /** The same, with failures that are known from elsewhere. */
  Observed with(List<WriteFailure> known) {
    return new Observed(
        deployments,
        pods,
        loadBalancer,
        published,
        volume,
        missing,
        pageFaults,
        certificateFault,
        reloads,
        rotation,
        Stream.concat(failures.stream(), known.stream()).toList(),
        backupPods,
        external,
        cloudNativePg,
        volumeEvents,
        initialSqlFault);
  }
}

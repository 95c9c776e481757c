package dev.threetier.operator.blueprint;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.Optional;

/**
 * What must be known of the cluster to draw the blueprint.
 *
 * @param clusterDomain DNS domain of the cluster
 * @param credentials the database's passwords: those of the Secrets where they exist
 * @param clusterIps addresses of the tiers' Services, by tier; absent until they are allocated
 * @param volume size of the volume that exists, for a volume cannot shrink
 * @param references digests of the user's ConfigMaps and Secrets; absent for those that are missing
 * @param certificates certificate and key in PEM by the user's Secret that holds them; absent for
 *     those that are missing
 * @param errorPages those of the user's ConfigMap, if it is named and exists
 * @param configurations configuration digests that the tiers' Deployments carry now
 * @param running what the running servers have been given
 * @param appliedReplicas replicas of those Deployments that nobody has scaled since the operator
 *     applied them
 * @param gatewayApi whether the cluster has HTTPRoutes; not told of an application without one
 * @param cloudNativePg whether the cluster has CloudNativePG's Clusters; not told of an application
 *     without one
 * @param saved what is known of the database's backups
 * @param serverCertificate that of the database, for an application that asks for one or has one
 * @param external how the database is reached that the operator does not run: what the Secret of
 *     the user's or of CloudNativePG's says, or what the application was told before, if that
 *     Secret does not say it
 * @param initialSql what is known of the SQL that the database begins with
 * @param monitorPassword that of the role for exporters, where it is wanted or has a Secret
 */
public record Facts(
    String clusterDomain,
    Credentials credentials,
    Map<Tier, String> clusterIps,
    Optional<VolumeSize> volume,
    Map<Reference, String> references,
    Map<String, String> certificates,
    ErrorPageFiles errorPages,
    Map<Tier, String> configurations,
    Running running,
    Map<Tier, Integer> appliedReplicas,
    boolean gatewayApi,
    boolean cloudNativePg,
    Saved saved,
    Optional<ServerCertificate> serverCertificate,
    Optional<ExternalConnection> external,
    InitialSql.Known initialSql,
    Optional<String> monitorPassword) {

  /**
   * The size of a volume.
   *
   * @param requested what its claim asks for
   * @param capacity what it has; less while it grows, and absent until it is bound
   */
  public record VolumeSize(Quantity requested, Optional<Quantity> capacity) {}

  /**
   * What is known of the database's backups.
   *
   * @param password of the role that takes them: that of the Secret where it exists; absent where
   *     none are wanted
   * @param volume size of their volume that exists
   * @param request digest of the annotation that asks for one, if there is one
   * @param trial the same of the one that asks for a trial restore
   * @param restored what the database's volume was made from, if it was made from one
   */
  public record Saved(
      Optional<String> password,
      Optional<VolumeSize> volume,
      Optional<String> request,
      Optional<String> trial,
      Optional<String> restored) {

    /** Nothing. */
    public static Saved nothing() {
      return nothingBut(Optional.empty());
    }

    /** Nothing, of a database that may have been restored. */
    public static Saved nothingBut(Optional<String> restored) {
      return new Saved(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), restored);
    }

    @Override
    public String toString() {
      return "Saved[hidden]";
    }
  }

  /**
   * What the running servers of HAProxy and PostgreSQL have been given.
   *
   * @param inForce the files that pods start with, by ConfigMap
   * @param certificates the data of the Secret that HAProxy reads certificates from, if there is
   *     one
   * @param applied digest of the configuration that all its pods have taken up, by ConfigMap
   */
  public record Running(
      Map<String, Map<String, String>> inForce,
      Optional<Map<String, String>> certificates,
      Map<String, String> applied) {

    /** No pod runs. */
    public static Running none() {
      return new Running(Map.of(), Optional.empty(), Map.of());
    }
  }
}

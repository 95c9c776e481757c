package dev.threetier.operator.blueprint;

/**
 * Names of the objects of one application.
 *
 * <p>Of the suffixes that one kind uses none ends with another one, so that the objects of the
 * applications {@code a} and {@code a-web} can never have the same name.
 */
public record Names(String app) {

  /** The Deployment, Service, ServiceAccount, ConfigMap and policies of a tier. */
  public String tier(Tier tier) {
    return app + "-" + tier.component();
  }

  /** The headless Service in which the load balancer finds a tier's pods. */
  public String pods(Tier tier) {
    return tier(tier) + "-pods";
  }

  /** The Secret with the application's database connection. */
  public String credentials() {
    return tier(Tier.DATABASE);
  }

  /** The Secret with the database's superuser, which no application pod sees. */
  public String superuser() {
    return tier(Tier.DATABASE) + "-superuser";
  }

  /** The Secret with the role that exporters of metrics connect as. */
  public String monitor() {
    return tier(Tier.DATABASE) + "-monitor";
  }

  /** The Secret with the certificates that the load balancer serves with. */
  public String certificates() {
    return tier(Tier.LOAD_BALANCER) + "-certificates";
  }

  /** The Secret with the authority of the database's certificate, which no pod sees. */
  public String authority() {
    return tier(Tier.DATABASE) + "-authority";
  }

  /** The Secret with the certificate that the database serves with. */
  public String serverCertificate() {
    return tier(Tier.DATABASE) + "-certificate";
  }

  /** The Deployment, ConfigMap, NetworkPolicy, Secret and volume that save the database. */
  public String backup() {
    return app + "-" + Backups.COMPONENT;
  }

  /** The Cluster of CloudNativePG, which has its Services and Secrets begin with that. */
  public String cluster() {
    return tier(Tier.DATABASE);
  }

  /** The Secret in which CloudNativePG tells the connection of its Cluster. */
  public String clusterCredentials() {
    return cluster() + "-app";
  }

  /** The database's volume. */
  public String volume() {
    return tier(Tier.DATABASE);
  }
}

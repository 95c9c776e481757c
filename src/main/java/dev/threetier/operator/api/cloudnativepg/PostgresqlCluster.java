package dev.threetier.operator.api.cloudnativepg;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Version;

/** A Cluster: PostgreSQL servers of which one is the primary and the others follow it. */
@Group(PostgresqlCluster.GROUP)
@Version("v1")
@Kind("Cluster")
@JsonIgnoreProperties(ignoreUnknown = true)
public class PostgresqlCluster extends CustomResource<ClusterSpec, ClusterStatus>
    implements Namespaced {

  public static final String GROUP = "postgresql.cnpg.io";

  private static final long serialVersionUID = 1;
}

package dev.threetier.operator.dependent;

import dev.threetier.operator.api.cloudnativepg.PostgresqlCluster;
import dev.threetier.operator.blueprint.Blueprint;

/**
 * The Cluster of CloudNativePG. The cluster may have no such kind, so it is no part of the
 * workflow, whose kinds are watched from the start.
 */
public class PostgresqlClusterDependent extends ChildDependent<PostgresqlCluster> {

  public PostgresqlClusterDependent() {
    super(PostgresqlCluster.class, Blueprint::clusters);
  }
}

package dev.threetier.operator.api.cloudnativepg;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Has backups of a Cluster taken at certain times. */
@Group(PostgresqlCluster.GROUP)
@Version("v1")
@JsonIgnoreProperties(ignoreUnknown = true)
public class ScheduledBackup extends CustomResource<ScheduledBackup.Spec, Void>
    implements Namespaced {

  private static final long serialVersionUID = 1;

  /** What is wanted of it. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Spec(
      @Nullable LocalObjectReference cluster,
      @Nullable String schedule,
      boolean suspend,
      @Nullable String method,
      @Nullable Plugin pluginConfiguration) {}

  /** Who takes them. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Plugin(@Nullable String name, @Nullable Map<String, String> parameters) {}
}

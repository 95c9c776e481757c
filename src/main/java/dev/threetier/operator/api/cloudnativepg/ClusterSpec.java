package dev.threetier.operator.api.cloudnativepg;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.PodAffinity;
import io.fabric8.kubernetes.api.model.PodAntiAffinity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is wanted of a Cluster. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ClusterSpec(
    int instances,
    @Nullable String imageName,
    @Nullable List<LocalObjectReference> imagePullSecrets,
    @Nullable Bootstrap bootstrap,
    @Nullable Postgresql postgresql,
    @Nullable Storage storage,
    @Nullable ResourceRequirements resources,
    @Nullable Affinity affinity,
    @Nullable List<TopologySpreadConstraint> topologySpreadConstraints,
    @Nullable Backup backup,
    @Nullable List<Plugin> plugins) {

  /** How the first server comes by its data. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Bootstrap(@Nullable InitDb initdb) {}

  /** A new, empty database. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record InitDb(
      @Nullable String database, @Nullable String owner, @Nullable Boolean dataChecksums) {}

  /** The servers' settings. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Postgresql(@Nullable Map<String, String> parameters) {}

  /** The volume of each server. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Storage(@Nullable String size, @Nullable String storageClass) {}

  /** How it is saved. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Backup(@Nullable VolumeSnapshot volumeSnapshot) {}

  /** By snapshots. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record VolumeSnapshot(@Nullable String className) {}

  /** What is installed beside CloudNativePG. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Plugin(
      @Nullable String name,
      @Nullable Boolean enabled,
      @Nullable Boolean isWALArchiver,
      @Nullable Map<String, String> parameters) {}

  /** Where the servers run. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Affinity(
      @Nullable Map<String, String> nodeSelector,
      @Nullable List<Toleration> tolerations,
      @Nullable NodeAffinity nodeAffinity,
      @Nullable PodAffinity additionalPodAffinity,
      @Nullable PodAntiAffinity additionalPodAntiAffinity) {}
}

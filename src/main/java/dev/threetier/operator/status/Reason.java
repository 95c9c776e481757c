package dev.threetier.operator.status;

/** Why a condition has its status. The words are part of the API. */
public enum Reason {
  /** The current generation is fully available. */
  AVAILABLE("Available", false),
  /** {@code spec.paused} is set. */
  PAUSED("Paused", false),
  /** The cluster has not yet made what the tier needs. */
  WAITING("Waiting", false),
  /** New pods are replacing old ones, or the number of pods is changing. */
  ROLLING_OUT("RollingOut", false),
  /** Pods run, and are not ready yet. */
  STARTING("Starting", false),
  /** HAProxy or PostgreSQL is taking up a changed configuration. */
  RELOADING("Reloading", false),
  /** HAProxy or PostgreSQL refuses the changed configuration, and goes on with the one before. */
  CONFIGURATION_REFUSED("ConfigurationRefused", true),
  /** The application's credentials are being replaced. */
  ROTATING("Rotating", false),
  /** The application's credentials are those that were asked for last. */
  ROTATED("Rotated", false),
  /** A ConfigMap or Secret that the pods read does not exist. */
  REFERENCE_MISSING("ReferenceMissing", true),
  /** A ConfigMap or Secret holds what cannot be used. */
  REFERENCE_INVALID("ReferenceInvalid", true),
  /** An image cannot be pulled. */
  IMAGE_PULL_FAILED("ImagePullFailed", true),
  /** A container cannot be made as it is configured. */
  CONTAINER_CONFIG_INVALID("ContainerConfigInvalid", true),
  /** A container ends again and again. */
  CRASH_LOOPING("CrashLooping", true),
  /** A container runs, and its readiness probe fails. */
  PROBE_FAILING("ProbeFailing", true),
  /** No server (node) takes the pod. */
  UNSCHEDULABLE("Unschedulable", true),
  /** The database's volume is not there yet. */
  VOLUME_PENDING("VolumePending", true),
  /** The database's volume has little room left. */
  VOLUME_NEARLY_FULL("VolumeNearlyFull", true),
  /** The database's volume has no room left. */
  VOLUME_FULL("VolumeFull", true),
  /** The Ingress has no address yet. */
  ADDRESS_PENDING("AddressPending", false),
  /** The cluster does not have the Gateway API. */
  GATEWAY_API_MISSING("GatewayApiMissing", true),
  /** A Gateway does not take the HTTPRoute. */
  ROUTE_NOT_ACCEPTED("RouteNotAccepted", true),
  /** No controller has said anything of the HTTPRoute. */
  ROUTE_UNANSWERED("RouteUnanswered", true),
  /** A quota of the namespace is used up. */
  QUOTA_EXCEEDED("QuotaExceeded", true),
  /** The API server refuses the pods. */
  PODS_REFUSED("PodsRefused", true),
  /** The rollout made no progress for ten minutes. */
  PROGRESS_DEADLINE_EXCEEDED("ProgressDeadlineExceeded", true),
  /** A database that somebody else runs is not reached. */
  DATABASE_UNREACHABLE("DatabaseUnreachable", true),
  /** It is reached, and refuses the application's login or query. */
  LOGIN_REFUSED("LoginRefused", true),
  /** The cluster does not have CloudNativePG. */
  CLOUD_NATIVE_PG_MISSING("CloudNativePGMissing", true),
  /** Nobody has taken up the Cluster of CloudNativePG. */
  CLUSTER_UNANSWERED("ClusterUnanswered", true),
  /** CloudNativePG is at work on the Cluster. */
  CLUSTER_NOT_READY("ClusterNotReady", false),
  /** CloudNativePG waits for somebody to mend the Cluster. */
  CLUSTER_FAILED("ClusterFailed", true),
  /** The database is not saved as it should be. */
  BACKUP_FAILED("BackupFailed", true),
  /** What is on the backup volume is copied. */
  COPIED("Copied", false),
  /** It is not. */
  COPY_FAILED("BackupCopyFailed", true),
  /** The last backup was restored on trial, and nothing was wrong. */
  VERIFIED("Verified", false),
  /** The last backup could not be restored on trial, or something in it was wrong. */
  TRIAL_FAILED("TrialRestoreFailed", true),
  /** The database could not be made from the backup. */
  RESTORE_FAILED("RestoreFailed", true),
  /** The SQL that the database is to begin with could not be run. */
  INIT_SQL_FAILED("InitSqlFailed", true),
  /** An object of somebody else's has the name that the application needs. */
  NAME_CONFLICT("NameConflict", true),
  /** The API server refused an object. */
  REFUSED("Refused", true),
  /** The spec asks for what this operator is not configured for. */
  UNSUPPORTED("Unsupported", true),
  /** The operator failed to carry the spec out; it tries again. */
  RECONCILE_ERROR("ReconcileError", false);

  private final String title;
  private final boolean stalled;

  Reason(String title, boolean stalled) {
    this.title = title;
    this.stalled = stalled;
  }

  /** The word in a condition. */
  public String title() {
    return title;
  }

  /** Whether nothing gets better until somebody acts. */
  public boolean stalled() {
    return stalled;
  }
}

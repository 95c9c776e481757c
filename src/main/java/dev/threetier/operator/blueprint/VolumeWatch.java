package dev.threetier.operator.blueprint;

import io.fabric8.kubernetes.api.model.Probe;

/**
 * How the operator hears that a volume fills. Of what a pod may know only this reaches the API
 * server by itself, and leaves the pod ready: the kubelet makes an event when a liveness probe
 * fails, with the probe's words.
 */
public final class VolumeWatch {

  /** The container beside the server has the probe. */
  public static final String CONTAINER = TriedConfiguration.RELOADER;

  static final String SCRIPT = "volume.sh";
  static final String SCRIPT_TEXT = Resources.text(SCRIPT);

  /** It fails to tell something, and the container is never to be restarted for it. */
  private static final int NEVER = Integer.MAX_VALUE;

  private VolumeWatch() {}

  static Probe probe(String directory, String stateDir) {
    return Pods.shell(
            "sh %s/%s %s %s/volume".formatted(Pods.CONFIG_DIR, SCRIPT, directory, stateDir))
        .withPeriodSeconds(10)
        .withTimeoutSeconds(5)
        .withFailureThreshold(NEVER)
        .build();
  }
}

package dev.threetier.operator.blueprint;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;
import java.util.Map;

/**
 * What one tier has of its own; the rest of its objects follows from the tier by the same rules.
 *
 * @param tier the tier
 * @param container the main container, named after the tier's component
 * @param sidecars containers beside it
 * @param sharedProcesses whether they see its processes
 * @param initContainers containers that run before it
 * @param volumes the pod's volumes
 * @param security user and group that the pod runs as
 * @param rolling whether a new pod is ready before an old one stops; else the old one stops first
 * @param gracePeriodSeconds how long a pod may take to stop
 * @param files the files of the tier's ConfigMap
 * @param rollOn further named texts whose change rolls the pods
 */
record TierPlan(
    Tier tier,
    Container container,
    List<Container> sidecars,
    boolean sharedProcesses,
    List<Container> initContainers,
    List<Volume> volumes,
    PodSecurityContext security,
    boolean rolling,
    int gracePeriodSeconds,
    ConfigFiles files,
    Map<String, String> rollOn) {}

package dev.threetier.operator.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A shell on each node that one is asked of, which sees all the node's processes. */
final class NodeShells {

  private final OperatorTest test;
  private final Map<String, Pod> pods = new HashMap<>();

  NodeShells(OperatorTest test) {
    this.test = test;
  }

  /** Runs a script, which has to succeed, and tells when it was done, by the node's clock. */
  Instant run(String node, String script) throws Exception {
    var printed = test.run(shellOn(node), "{ " + script + "; } && date +%s%3N");
    return Instant.ofEpochMilli(Long.parseLong(printed.strip()));
  }

  /** K3s has its programs for that in a folder of its own. */
  static String inNode(String script) {
    return "nsenter --target 1 --mount --net sh -c 'PATH=$PATH:/bin/aux; %s'".formatted(script);
  }

  private Pod shellOn(String node) {
    return pods.computeIfAbsent(
        node,
        name ->
            test.client
                .resource(test.client.resource(shell(name)).create())
                .waitUntilReady(1, TimeUnit.MINUTES));
  }

  void end() {
    pods.values().forEach(pod -> test.client.resource(pod).withGracePeriod(0).delete());
    pods.clear();
  }

  /** Not in the test's own namespace, which lets no such pod in. */
  private static Pod shell(String node) {
    return new PodBuilder()
        .withNewMetadata()
        .withGenerateName("node-shell-")
        .withNamespace("default")
        .endMetadata()
        .withNewSpec()
        .withNodeName(node)
        .withHostPID(true)
        .withRestartPolicy("Never")
        .addNewContainer()
        .withName("shell")
        .withImage(InProcessOperator.operatorConfig().images().nginx())
        .withCommand("sleep", "3600")
        .withNewSecurityContext()
        .withPrivileged(true)
        .endSecurityContext()
        .endContainer()
        .endSpec()
        .build();
  }
}

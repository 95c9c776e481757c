package dev.threetier.operator.cluster;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** The cluster's CoreDNS, which other tests need as it was. */
final class ClusterDns {

  private static final String NAMESPACE = "kube-system";
  private static final String NAME = "coredns";
  private static final String FILE = "Corefile";

  private final KubernetesClient client;
  private final String usual;
  private final int replicas;

  ClusterDns(KubernetesClient client) {
    this.client = client;
    usual = client.configMaps().inNamespace(NAMESPACE).withName(NAME).require().getData().get(FILE);
    replicas = deployment().require().getSpec().getReplicas();
  }

  void stop() {
    deployment().scale(0);
    await().atMost(Duration.ofMinutes(1)).until(() -> pods() == 0);
  }

  void start() {
    deployment().scale(replicas);
    await().atMost(Duration.ofMinutes(1)).until(() -> ready() == replicas);
  }

  void restart() {
    stop();
    start();
  }

  /** From its next start on it answers for another domain too. */
  void answerFor(String domain) {
    write(file -> file.replace("kubernetes cluster.local", "kubernetes cluster.local " + domain));
  }

  /** From its next start on others may keep its answers, as it does itself. */
  void letAnswersLive(Duration time) {
    write(
        file ->
            file.replaceAll("(?m)^ *ttl \\d+\\n", "")
                .replaceAll("(kubernetes .*\\{\\n)", "$1    ttl " + time.toSeconds() + "\n"));
  }

  /** As it was before this test, from now on. */
  void restore() {
    write(file -> usual);
    restart();
  }

  private void write(UnaryOperator<String> change) {
    client
        .configMaps()
        .inNamespace(NAMESPACE)
        .withName(NAME)
        .edit(
            map -> {
              map.getData().put(FILE, change.apply(map.getData().get(FILE)));
              return map;
            });
  }

  private long pods() {
    return client
        .pods()
        .inNamespace(NAMESPACE)
        .withLabel("k8s-app", "kube-dns")
        .list()
        .getItems()
        .size();
  }

  private int ready() {
    var ready = deployment().get().getStatus().getReadyReplicas();
    return ready == null ? 0 : ready;
  }

  private RollableScalableResource<Deployment> deployment() {
    return client.apps().deployments().inNamespace(NAMESPACE).withName(NAME);
  }
}

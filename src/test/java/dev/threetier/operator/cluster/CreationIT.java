package dev.threetier.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** From nothing to a ready application. */
class CreationIT extends OperatorTest {

  @Test
  void aMinimalApplicationBecomesReady() throws Exception {
    apply(
        """
        apiVersion: threetier.dev/v1alpha1
        kind: ThreeTierApp
        metadata: {name: shop}
        spec:
          application:
            image: %s
            command: [sh, -c]
            args: ["printf 'defaults\\n mode http\\nfrontend f\\n bind :8080\\n http-request return status 200\\n' | haproxy -db -f /dev/stdin"]
          database: {storage: {size: 1Gi}}
        """
            .formatted(System.getenv("THREETIER_IMAGES_HAPROXY")));
    try {
      var app = awaitReady("shop");
      assertThat(app.getStatus().tiers()).hasSize(4);
    } finally {
      operator.requests().writes().forEach(System.out::println);
      operator.requests().readsPastTheCache().forEach(System.out::println);
      System.out.println(
          client
              .getKubernetesSerialization()
              .asYaml(
                  client
                      .resources(dev.threetier.operator.api.v1alpha1.ThreeTierApp.class)
                      .inNamespace(namespace)
                      .withName("shop")
                      .get()
                      .getStatus()));
      client
          .pods()
          .inNamespace(namespace)
          .list()
          .getItems()
          .forEach(
              p -> System.out.println(p.getMetadata().getName() + " " + p.getStatus().getPhase()));
      if (System.getenv("KEEP") != null) Thread.sleep(3600_000);
    }
  }
}

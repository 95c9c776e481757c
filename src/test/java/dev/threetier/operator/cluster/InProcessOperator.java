package dev.threetier.operator.cluster;

import dev.threetier.operator.config.OperatorConfig;
import dev.threetier.operator.reconciler.ThreeTierAppReconciler;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** The operator, in this process, with the reconciler that the packaged one runs. */
final class InProcessOperator implements AutoCloseable {

  private static final Map<String, String> OF_TESTS =
      Map.of("threetier.load-balancer.configuration-snippets", "true");

  private final RequestLog requests = new RequestLog();
  private final KubernetesClient client;
  private final Operator operator;

  private InProcessOperator(Config config, String namespace, Map<String, String> settings) {
    client =
        new KubernetesClientBuilder()
            .withConfig(config)
            .withHttpClientBuilderConsumer(
                http -> http.addOrReplaceInterceptor("request-log", requests))
            .build();
    operator =
        new Operator(
            overrider ->
                overrider
                    .withKubernetesClient(client)
                    .withCloseClientOnStop(false)
                    .withReconciliationTerminationTimeout(Duration.ofSeconds(10))
                    .withUseSSAToPatchPrimaryResource(true));
    operator.register(
        new ThreeTierAppReconciler(operatorConfig(settings), client),
        overrider -> overrider.settingNamespaces(namespace));
    operator.start();
  }

  /** Starts an operator that watches one namespace, so that tests do not meet. */
  static InProcessOperator start(Config config, String namespace) {
    return start(config, namespace, Map.of());
  }

  /** With settings of its own. */
  static InProcessOperator start(Config config, String namespace, Map<String, String> settings) {
    return new InProcessOperator(config, namespace, settings);
  }

  static OperatorConfig operatorConfig() {
    return operatorConfig(Map.of());
  }

  private static OperatorConfig operatorConfig(Map<String, String> settings) {
    return new SmallRyeConfigBuilder()
        .addDefaultSources()
        .withSources(
            packagedDefaults(),
            new PropertiesConfigSource(OF_TESTS, "of tests", 500),
            new PropertiesConfigSource(settings, "of this test", 501))
        .withMapping(OperatorConfig.class)
        .build()
        .getConfigMapping(OperatorConfig.class);
  }

  private static ConfigSource packagedDefaults() {
    try {
      return new PropertiesConfigSource(
          InProcessOperator.class.getResource("/application.properties"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RequestLog requests() {
    return requests;
  }

  @Override
  public void close() {
    operator.stop();
    client.close();
  }
}

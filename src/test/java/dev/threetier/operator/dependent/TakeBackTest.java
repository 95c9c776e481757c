package dev.threetier.operator.dependent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.blueprint.Blueprint;
import dev.threetier.operator.fixture.Apps;
import dev.threetier.operator.fixture.TestConfig;
import dev.threetier.operator.fixture.TestFacts;
import dev.threetier.operator.status.Reason;
import dev.threetier.operator.status.WriteFailure;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.api.config.BaseConfigurationService;
import io.javaoperatorsdk.operator.api.config.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ResourceOperations;
import io.javaoperatorsdk.operator.api.reconciler.dependent.managed.ManagedWorkflowAndDependentResourceContext;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependentResourceConfigBuilder;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An object is to be created, and the API server has it already, with labels of somebody else. */
class TakeBackTest {

  private final ThreeTierApp app = Apps.minimal();
  private final Blueprint blueprint = new Blueprint(app, new TestConfig(), TestFacts.usual());
  private final Reconciliation reconciliation = new Reconciliation(() -> blueprint);
  private final ConfigMap wanted = blueprint.configMaps().getFirst();
  private final ConfigMap existing = blueprint.configMaps().getFirst();
  private final List<String> requests = new ArrayList<>();

  private final ConfigMapDependent dependent = new ConfigMapDependent();

  private HttpServer server;
  private KubernetesClient client;

  @BeforeEach
  void startServer() throws IOException {
    dependent.configureWith(
        new KubernetesDependentResourceConfigBuilder<ConfigMap>().withUseSSA(true).build());
    existing.getMetadata().setUid("uid-of-the-existing");
    existing.getMetadata().setLabels(Map.of("app.kubernetes.io/managed-by", "somebody"));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(Config.empty())
                    .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
  }

  @AfterEach
  void stopServer() {
    client.close();
    server.stop(0);
  }

  @Test
  void whatIsTheApplicationsOwnIsTakenBackAndLookedAtAgain() {
    // When
    var taken = dependent.create(wanted, app, context());

    // Then
    assertThat(taken.getMetadata().getUid()).isEqualTo("uid-of-the-existing");
    assertThat(requests).containsExactly("GET", "PATCH");
    assertThat(reconciliation.hasBegunRepair()).isTrue();
    assertThat(reconciliation.isComplete()).isFalse();
    assertThat(reconciliation.failures()).isEmpty();
  }

  @Test
  void whatIsSomebodyElsesIsLeftAlone() {
    // Given
    existing.getMetadata().setOwnerReferences(List.of());

    // When
    dependent.create(wanted, app, context());

    // Then
    assertThat(requests).containsExactly("GET");
    assertThat(reconciliation.hasBegunRepair()).isFalse();
    assertThat(reconciliation.failures())
        .extracting(WriteFailure::reason)
        .containsExactly(Reason.NAME_CONFLICT);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.add(exchange.getRequestMethod());
      var body = new KubernetesSerialization().asJson(existing).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Context<ThreeTierApp> context() {
    ControllerConfiguration<ThreeTierApp> configuration =
        proxy(
            ControllerConfiguration.class,
            Map.of(
                "fieldManager",
                "threetier-operator",
                "getConfigurationService",
                new BaseConfigurationService()));
    ManagedWorkflowAndDependentResourceContext shared =
        proxy(
            ManagedWorkflowAndDependentResourceContext.class,
            Map.of("getMandatory", reconciliation));
    return proxy(
        Context.class,
        Map.of(
            "getClient", client,
            "getControllerConfiguration", configuration,
            "managedWorkflowAndDependentResourceContext", shared,
            "resourceOperations", new Conflict(proxy(Context.class, Map.of()))));
  }

  /** What the API server says to the creation of an object that exists. */
  private static final class Conflict extends ResourceOperations<ThreeTierApp> {

    Conflict(Context<ThreeTierApp> context) {
      super(context);
    }

    @Override
    public <R extends HasMetadata> R serverSideApply(
        R resource, @Nullable InformerEventSource<R, ThreeTierApp> source) {
      throw new KubernetesClientException("exists", 409, null);
    }
  }

  @SuppressWarnings("unchecked")
  private static <T> T proxy(Class<? super T> type, Map<String, Object> answers) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          if (!answers.containsKey(method.getName())) {
            throw new AssertionError(method);
          }
          return answers.get(method.getName());
        };
    return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
  }
}

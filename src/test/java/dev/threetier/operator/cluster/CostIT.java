package dev.threetier.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.threetier.operator.fixture.TestFiles;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Service;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What the operator asks of the API server: no more than there is to do. */
@ResourceLock(OptionalDefinition.HTTP_ROUTES)
@ResourceLock(OptionalDefinition.CLUSTERS)
class CostIT extends OperatorTest {

  private static final Path VALID = Path.of("src/test/resources/valid");

  @Test
  void nothingIsWrittenWhenThereIsNothingToDo() throws Exception {
    apply(minimal("idle"));
    awaitReady("idle");
    awaitQuiet();
    var versions = resourceVersions("idle");
    operator.requests().clear();

    // A foreign label on a child wakes the reconciler, and nothing that is wanted has changed.
    var touched = "Service idle-web";
    edit(
        Service.class,
        "idle-web",
        service -> {
          service.getMetadata().getLabels().put("example.com/touched", "yes");
          return service;
        });
    versions.remove(touched);
    TimeUnit.SECONDS.sleep(5);

    assertThat(operator.requests().writes()).isEmpty();
    assertThat(resourceVersions("idle")).containsAllEntriesOf(versions);
    restartWritesNothing(versions);
    app("idle").delete();
  }

  private void restartWritesNothing(Map<String, String> versions) throws Exception {
    operator.close();
    operator = InProcessOperator.start(TestCluster.config(), namespace);
    TimeUnit.SECONDS.sleep(8);

    assertThat(operator.requests().writes()).isEmpty();
    assertThat(resourceVersions("idle")).containsAllEntriesOf(versions);
  }

  /** The API server fills in, drops and rewrites values; none of that is to be seen as a change. */
  @Test
  void nothingIsWrittenAgainWhateverTheSpecHolds() throws Exception {
    allowNoPods();
    var names = new ArrayList<String>();
    for (Path file : TestFiles.in(VALID).toList()) {
      var name = "spec-" + names.size();
      apply(withName(name, TestFiles.text(file)));
      names.add(name);
    }
    names.forEach(name -> awaitCondition(name, "Ready", TOLD_IN, told -> true));
    awaitQuiet();

    operator.close();
    operator = InProcessOperator.start(TestCluster.config(), namespace);
    TimeUnit.SECONDS.sleep(10);

    assertThat(operator.requests().writes())
        .filteredOn(request -> !request.contains("/status"))
        .isEmpty();
    names.forEach(name -> app(name).delete());
    client.resourceQuotas().inNamespace(namespace).delete();
  }

  /** The last resource of a file, for the ones before it are what it was updated from. */
  private String withName(String name, String text) {
    var app =
        client
            .getKubernetesSerialization()
            .unmarshal(
                text.substring(text.lastIndexOf("\n---\n") + 1), GenericKubernetesResource.class);
    app.getMetadata().setName(name);
    return client.getKubernetesSerialization().asYaml(app);
  }

  @Test
  void aNewApplicationReadsNothingPastTheCache() {
    operator.requests().clear();

    apply(minimal("fresh"));
    awaitReady("fresh");

    assertThat(operator.requests().readsPastTheCache()).isEmpty();
    var children = resourceVersions("fresh").size() - 1;
    assertThat(operator.requests().writes())
        .filteredOn(request -> !request.contains("/status"))
        .filteredOn(request -> !request.contains("/events"))
        .filteredOn(request -> request.contains("/fresh"))
        .hasSize(children);
    app("fresh").delete();
  }

  @Test
  void anOperatorKilledInTheMiddleOfACreationIsContinued() throws Exception {
    for (int writes = 1; writes <= 16; writes += 5) {
      var name = "torn-" + writes;
      var enough = writes;
      operator.requests().clear();
      apply(minimal(name));
      await()
          .pollInterval(Duration.ofMillis(5))
          .atMost(Duration.ofSeconds(30))
          .until(() -> operator.requests().writes().size() >= enough);
      operator.close();

      operator = InProcessOperator.start(TestCluster.config(), namespace);

      awaitReady(name);
      app(name).delete();
    }
  }
}

package dev.threetier.operator.cluster;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** Prints what the namespace of a failed test holds, for the cluster is gone when one looks. */
final class NamespaceReport implements TestWatcher {

  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    var test = (OperatorTest) context.getRequiredTestInstance();
    System.out.println("State of namespace " + test.namespace + " at " + context.getDisplayName());
    test.client
        .resources(ThreeTierApp.class)
        .inNamespace(test.namespace)
        .list()
        .getItems()
        .forEach(
            app ->
                System.out.println(
                    app.getMetadata().getName()
                        + ":\n"
                        + test.client.getKubernetesSerialization().asYaml(app.getStatus())));
    test.client
        .pods()
        .inNamespace(test.namespace)
        .list()
        .getItems()
        .forEach(
            pod ->
                System.out.println(
                    pod.getMetadata().getName()
                        + ": "
                        + test.client
                            .getKubernetesSerialization()
                            .asYaml(pod.getStatus().getContainerStatuses())));
  }
}

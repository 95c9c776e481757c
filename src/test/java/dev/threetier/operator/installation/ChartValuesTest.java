package dev.threetier.operator.installation;

import static dev.threetier.operator.installation.Tools.CHART;
import static dev.threetier.operator.installation.Tools.template;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that mean nothing, or the wrong thing, are refused by the chart's schema. */
class ChartValuesTest {

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          replica: 2                                            | replica
          replicas: "2"                                         | replicas
          replicas: -1                                          | replicas
          image: {repository: ""}                               | repository
          image: {tag: "a b"}                                   | tag
          image: {digest: sha256:0}                             | digest
          image: {pullPolicy: Sometimes}                        | pullPolicy
          imagePullSecrets: [registry]                          | imagePullSecrets
          fullnameOverride: Not_A_Name                          | fullnameOverride
          watchNamespaces: shop                                 | watchNamespaces
          watchNamespaces: [shop, shop]                         | watchNamespaces
          watchNamespaces: ["shop,orders"]                      | watchNamespaces
          clusterDomain: .local                                 | clusterDomain
          images: {postgres: x}                                 | postgres
          images: {nginx: "nginx:1 "}                           | nginx
          images: {postgresql: {"14": postgres:14}}             | postgresql
          images: {postgresql: {"17": ""}}                      | postgresql
          env: {A: b}                                           | env
          env: [{name: A, value: 1}]                            | env
          crds: {install: "yes"}                                | install
          rbac: {create: 1}                                     | create
          serviceAccount: {name: Not_A_Name}                    | serviceAccount
          resources: {request: {cpu: 1}}                        | request
          podLabels: {app.kubernetes.io/name: other}            | app.kubernetes.io/name
          podAnnotations: {a: 1}                                | podAnnotations
          nodeSelector: {disk: true}                            | nodeSelector
          tolerations: [{effect: Never}]                        | tolerations
          affinity: {nodeAfinity: {}}                           | nodeAfinity
          topologySpreadConstraints: [{maxSkew: 1}]             | topologySpreadConstraints
          podDisruptionBudget: {maxUnavailable: 0}              | maxUnavailable
          metrics: {serviceMonitor: {interval: soon}}           | interval
          metrics: {enabled: false, serviceMonitor: {enabled: true}} | needs metrics.enabled
          """)
  void areRefused(String values, String message) throws Exception {
    var file = Files.writeString(directory.resolve("values.yaml"), values);

    assertThatThrownBy(() -> template(CHART).withValuesFile(file).call())
        .hasMessageContaining(message);
  }
}

package dev.threetier.operator.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Finds the DNS domain of the cluster, which need not be {@code cluster.local}. */
public final class ClusterDomain {

  private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");

  private ClusterDomain() {}

  /** The configured domain, or the one that this pod searches in, or {@code cluster.local}. */
  public static String of(OperatorConfig config) {
    return config.clusterDomain().orElseGet(() -> fromResolvConf(readResolvConf()));
  }

  static String fromResolvConf(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith("search"))
        .flatMap(line -> Arrays.stream(line.split("\\s+")))
        .filter(domain -> domain.startsWith("svc."))
        .map(domain -> domain.substring("svc.".length()))
        .findFirst()
        .orElse("cluster.local");
  }

  private static List<String> readResolvConf() {
    try {
      return Files.readAllLines(RESOLV_CONF);
    } catch (IOException outsideOfAPod) {
      return List.of();
    }
  }
}

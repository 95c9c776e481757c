package dev.threetier.operator.blueprint;

import static java.util.Comparator.comparing;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.StreamDataWriter;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.representer.StandardRepresenter;

/** Objects as YAML for people: in a fixed order, texts as they are, in one line what fits there. */
final class GoldenYaml {

  private static final int LINE = 110;
  private static final List<String> SCRIPTS =
      List.of(
          "initialise.sh",
          "logins.sh",
          PostgresqlExtensions.SCRIPT,
          PostgresqlConfiguration.SCRIPT,
          VolumeWatch.SCRIPT,
          "monitor-role.sh",
          "restore.sh",
          "trial.sh");

  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();
  private static final DumpSettings SETTINGS =
      DumpSettings.builder()
          .setExplicitStart(true)
          .setDefaultFlowStyle(FlowStyle.BLOCK)
          .setSplitLines(false)
          .build();

  private GoldenYaml() {}

  static String of(List<HasMetadata> objects) {
    return objects.stream().map(GoldenYaml::of).collect(Collectors.joining());
  }

  private static String of(HasMetadata object) {
    var node = new StandardRepresenter(SETTINGS).represent(fields(object));
    // Kind and metadata stay before the rest.
    children(node).forEach(GoldenYaml::layOut);
    var text = new Text();
    new Dump(SETTINGS).dumpNode(node, text);
    return text.toString();
  }

  private static Map<?, ?> fields(HasMetadata object) {
    if (object instanceof ConfigMap configMap) {
      // The scripts are the same for all, and are read in their own files.
      SCRIPTS.forEach(file -> configMap.getData().replace(file, Resources.text(file), "…"));
    }
    return SERIALIZATION.convertValue(object, LinkedHashMap.class);
  }

  private static void layOut(Node node) {
    if (node instanceof MappingNode mapping) {
      mapping.setValue(mapping.getValue().stream().sorted(comparing(GoldenYaml::key)).toList());
    }
    if (node instanceof CollectionNode<?> collection && (isFlat(node) || width(node) <= LINE)) {
      collection.setFlowStyle(FlowStyle.FLOW);
    }
    children(node).forEach(GoldenYaml::layOut);
  }

  private static boolean isFlat(Node node) {
    return children(node).allMatch(child -> child instanceof ScalarNode && width(child) <= LINE);
  }

  private static int width(Node node) {
    return node instanceof ScalarNode scalar
        ? scalar.getValue().contains("\n") ? LINE + 1 : scalar.getValue().length() + 2
        : children(node).mapToInt(GoldenYaml::width).sum();
  }

  private static String key(NodeTuple entry) {
    return ((ScalarNode) entry.getKeyNode()).getValue();
  }

  private static Stream<Node> children(Node node) {
    return switch (node) {
      case MappingNode mapping ->
          mapping.getValue().stream()
              .flatMap(entry -> Stream.of(entry.getKeyNode(), entry.getValueNode()));
      case SequenceNode sequence -> sequence.getValue().stream();
      default -> Stream.empty();
    };
  }

  private static final class Text extends StringWriter implements StreamDataWriter {

    @Override
    public void flush() {}
  }
}

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.PfxOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * As much of an API server as the operator needs to carry an application through, for the run in which its class cache is
 * filled: it answers server-side apply, sends what changes to who watches, and lets Deployments and pods become ready.
 *
 * <p>Arguments: port, key store, the spec of an application with all defaults, and how many of it there are to be. It ends when all are ready.
 */
public final class ApiServer {

  /** Of a key that is made for one build of the image and trusted by nobody else. */
  private static final String PASSWORD = "training";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1).setInternalBlockingPoolSize(1));
  private final Map<String, ObjectNode> objects = new LinkedHashMap<>();
  private final Map<String, List<ServerWebSocket>> watchers = new LinkedHashMap<>();
  private final ObjectNode spec;
  private final int wanted;
  private int version = 1;
  private int ready;

  private ApiServer(ObjectNode spec, int wanted) {
    this.spec = spec;
    this.wanted = wanted;
  }

  public static void main(String[] args) throws Exception {
    var spec = (ObjectNode) new YAMLMapper().readTree(Files.readString(Path.of(args[2])));
    new ApiServer(spec, Integer.parseInt(args[3])).listen(Integer.parseInt(args[0]), args[1]);
  }

  private void listen(int port, String keystore) {
    addApplication(0);
    vertx
        .createHttpServer(
            new HttpServerOptions()
                .setSsl(true)
                .setMaxWebSocketMessageSize(1 << 20)
                .setMaxWebSocketFrameSize(1 << 20)
                .setKeyCertOptions(new PfxOptions().setPath(keystore).setPassword(PASSWORD)))
        .webSocketHandler(this::watch)
        .requestHandler(request -> request.body().onSuccess(body -> answer(request, body)))
        .listen(port, "127.0.0.1")
        .onSuccess(server -> System.out.println("listening"))
        .onFailure(
            e -> {
              e.printStackTrace();
              System.exit(1);
            });
  }

  /** Where in the API a path points: the group and version, and what is under them. */
  private record Address(String api, String namespace, String resource, String name, String subresource) {

    static Address of(String path) {
      var parts = path.substring(1).split("/");
      int i = parts[0].equals("api") ? 2 : 3;
      var api = String.join("/", List.of(parts).subList(0, i));
      String namespace = null;
      if (parts.length > i + 2 && parts[i].equals("namespaces")) {
        namespace = parts[i + 1];
        i += 2;
      }
      return new Address(api, namespace, at(parts, i), at(parts, i + 1), at(parts, i + 2));
    }

    private static String at(String[] parts, int i) {
      return i < parts.length ? parts[i] : null;
    }

    String collection() {
      return api + "/" + resource;
    }

    String key() {
      return collection() + "/" + namespace + "/" + name;
    }
  }

  private void watch(ServerWebSocket socket) {
    var address = Address.of(socket.path());
    var sockets = watchers.computeIfAbsent(address.collection(), key -> new ArrayList<>());
    sockets.add(socket);
    socket.closeHandler(end -> sockets.remove(socket));
  }

  private void answer(HttpServerRequest request, Buffer body) {
    try {
      var address = Address.of(request.path());
      switch (request.method().name()) {
        case "GET" -> get(request, address);
        case "POST" -> post(request, address, (ObjectNode) JSON.readTree(body.getBytes()));
        case "PUT", "PATCH" -> {
          if (address.subresource() == null) {
            apply(request, address, (ObjectNode) JSON.readTree(body.getBytes()));
          } else {
            applyStatus(request, address, JSON.readTree(body.getBytes()).path("status"));
          }
        }
        default -> reply(request, 200, JSON.createObjectNode());
      }
    } catch (Exception e) {
      e.printStackTrace();
      request.response().setStatusCode(500).end();
    }
  }

  private void get(HttpServerRequest request, Address address) {
    if (address.name() != null) {
      var object = objects.get(address.key());
      reply(request, object == null ? 404 : 200, object == null ? notFound() : object);
      return;
    }
    var list = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "List");
    list.putObject("metadata").put("resourceVersion", String.valueOf(version));
    var items = list.putArray("items");
    objects.forEach(
        (key, object) -> {
          if (key.startsWith(address.collection() + "/")) {
            items.add(object);
          }
        });
    reply(request, 200, list);
  }

  private static ObjectNode notFound() {
    return JSON.createObjectNode()
        .put("apiVersion", "v1")
        .put("kind", "Status")
        .put("status", "Failure")
        .put("reason", "NotFound")
        .put("code", 404);
  }

  private void post(HttpServerRequest request, Address address, ObjectNode object) {
    if (address.resource().equals("selfsubjectrulesreviews")) {
      var status = object.putObject("status").put("incomplete", false);
      var rule = status.putArray("resourceRules").addObject();
      rule.putArray("verbs").add("*");
      rule.putArray("apiGroups").add("*");
      rule.putArray("resources").add("*");
      status.putArray("nonResourceRules");
    } else if (address.resource().equals("leases")) {
      objects.put(address.key() + object.at("/metadata/name").asText(), stamped(object));
    }
    reply(request, 201, object);
  }

  private void apply(HttpServerRequest request, Address address, ObjectNode object) {
    var before = objects.get(address.key());
    ((ObjectNode) object.get("metadata")).remove("managedFields");
    var owned = JSON.createObjectNode();
    object.properties().forEach(field -> own(owned, field.getKey(), field.getValue()));
    owned.remove(List.of("f:apiVersion", "f:kind"));
    if (owned.get("f:metadata") instanceof ObjectNode metadata) {
      metadata.remove(List.of("f:name", "f:namespace", "f:resourceVersion"));
    }
    ((ObjectNode) object.get("metadata"))
        .putArray("managedFields")
        .addObject()
        .put("manager", "threetier-operator")
        .put("operation", "Apply")
        .put("apiVersion", object.path("apiVersion").asText())
        .put("time", "2026-01-01T00:00:00Z")
        .put("fieldsType", "FieldsV1")
        .set("fieldsV1", owned);
    if (address.resource().equals("services") && !object.at("/spec/clusterIP").asText().equals("None")) {
      ((ObjectNode) object.get("spec")).put("clusterIP", "10.43.0." + (version % 250 + 1));
    }
    stamped(object);
    objects.put(address.key(), object);
    reply(request, before == null ? 201 : 200, object);
    tell(address, before == null ? "ADDED" : "MODIFIED", object);
    if (address.resource().equals("deployments") && before == null) {
      vertx.setTimer(50, timer -> addPods(address, object));
    }
    if (address.resource().equals("persistentvolumeclaims") && before == null) {
      vertx.setTimer(20, timer -> change(address, claim -> claim.putObject("status").put("phase", "Bound")));
    }
  }

  /** Ownership field by field; lists count as one. */
  private static void own(ObjectNode owned, String name, JsonNode value) {
    var fields = owned.putObject("f:" + name);
    if (value.isObject()) {
      value.properties().forEach(field -> own(fields, field.getKey(), field.getValue()));
    }
  }

  private void applyStatus(HttpServerRequest request, Address address, JsonNode status) {
    var application = objects.get(address.key());
    var wasReady = isReady(application);
    application.set("status", status);
    stamped(application);
    reply(request, 200, application);
    tell(address, "MODIFIED", application);
    if (!wasReady && isReady(application)) {
      ready++;
      System.out.println(ready + " ready");
      if (ready == wanted) {
        vertx.setTimer(500, timer -> System.exit(0));
      } else {
        addApplication(ready);
      }
    }
  }

  private static boolean isReady(JsonNode application) {
    for (JsonNode condition : application.at("/status/conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }

  private void addApplication(int number) {
    var name = "shop" + number;
    var app = JSON.createObjectNode().put("apiVersion", "threetier.dev/v1alpha1").put("kind", "ThreeTierApp");
    app.putObject("metadata").put("namespace", "training").put("name", name);
    app.set("spec", spec);
    stamped(app);
    var address = new Address("apis/threetier.dev/v1alpha1", "training", "threetierapps", name, null);
    objects.put(address.key(), app);
    tell(address, "ADDED", app);
  }

  private void addPods(Address address, ObjectNode deployment) {
    int replicas = deployment.at("/spec/replicas").asInt();
    for (int i = 0; i < replicas; i++) {
      var pod = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Pod");
      var template = (ObjectNode) deployment.at("/spec/template").deepCopy();
      pod.setAll(template);
      ((ObjectNode) pod.get("metadata")).put("name", address.name() + "-" + i).put("namespace", address.namespace());
      ((ObjectNode) pod.get("spec")).put("nodeName", "node");
      pod.putObject("status").put("phase", "Pending");
      stamped(pod);
      var at = new Address("api/v1", address.namespace(), "pods", address.name() + "-" + i, null);
      objects.put(at.key(), pod);
      tell(at, "ADDED", pod);
      vertx.setTimer(50, timer -> change(at, p -> run(p)));
    }
    vertx.setTimer(
        120,
        timer ->
            change(
                address,
                d -> {
                  var status =
                      d.putObject("status")
                          .put("observedGeneration", 1)
                          .put("replicas", replicas)
                          .put("readyReplicas", replicas)
                          .put("availableReplicas", replicas)
                          .put("updatedReplicas", replicas);
                  var conditions = status.putArray("conditions");
                  conditions.addObject().put("type", "Available").put("status", "True").put("reason", "MinimumReplicasAvailable");
                  conditions.addObject().put("type", "Progressing").put("status", "True").put("reason", "NewReplicaSetAvailable");
                }));
  }

  private static void run(ObjectNode pod) {
    var status = pod.putObject("status").put("phase", "Running").put("podIP", "10.42.0.9");
    var conditions = status.putArray("conditions");
    conditions.addObject().put("type", "PodScheduled").put("status", "True");
    conditions.addObject().put("type", "Ready").put("status", "True");
    var container = status.putArray("containerStatuses").addObject();
    container.put("name", pod.at("/spec/containers/0/name").asText()).put("image", "image").put("ready", true).put("restartCount", 0);
    container.putObject("state").putObject("running").put("startedAt", "2026-01-01T00:00:00Z");
  }

  private void change(Address address, java.util.function.Consumer<ObjectNode> change) {
    var object = objects.get(address.key());
    change.accept(object);
    stamped(object);
    tell(address, "MODIFIED", object);
  }

  private ObjectNode stamped(ObjectNode object) {
    var metadata = (ObjectNode) object.get("metadata");
    metadata.put("resourceVersion", String.valueOf(++version));
    if (!metadata.has("uid")) {
      metadata.put("uid", "00000000-0000-0000-0000-" + "%012d".formatted(version));
      metadata.put("creationTimestamp", "2026-01-01T00:00:00Z").put("generation", 1);
    }
    return object;
  }

  private void tell(Address address, String type, ObjectNode object) {
    var event = JSON.createObjectNode().put("type", type).<ObjectNode>set("object", object).toString();
    List.copyOf(watchers.getOrDefault(address.collection(), List.of())).forEach(socket -> socket.writeTextMessage(event));
  }

  private static void reply(HttpServerRequest request, int code, ObjectNode object) {
    request.response().setStatusCode(code).putHeader("content-type", "application/json").end(object.toString());
  }
}

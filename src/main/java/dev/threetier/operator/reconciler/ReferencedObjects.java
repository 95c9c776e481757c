package dev.threetier.operator.reconciler;

import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.blueprint.Certificates;
import dev.threetier.operator.blueprint.Digest;
import dev.threetier.operator.blueprint.ErrorPageFiles;
import dev.threetier.operator.blueprint.ExternalConnection;
import dev.threetier.operator.blueprint.GivenCertificate;
import dev.threetier.operator.blueprint.InitialSql;
import dev.threetier.operator.blueprint.Reference;
import dev.threetier.operator.blueprint.References;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Watches the ConfigMaps and Secrets of the users' that applications name, each by itself: the
 * operator never sees those that no application names. An informer keeps its object as it came;
 * certificates, pages and a connection are read from it when an application names it for that, and
 * are not kept here.
 */
final class ReferencedObjects extends AbstractEventSource<HasMetadata, ThreeTierApp>
    implements ResourceEventAware<ThreeTierApp> {

  private static final String NOT_SEEN = "";

  private final KubernetesClient client;
  private final Map<Key, Watched> watched = new HashMap<>();
  private final Map<ResourceID, Set<Key>> keysOfApps = new HashMap<>();

  ReferencedObjects(KubernetesClient client) {
    super(HasMetadata.class, "referenced-objects");
    this.client = client;
  }

  /** The digests of what the application names; those that do not exist are absent. */
  Map<Reference, String> digests(ThreeTierApp app) {
    return digests(app, watch(app));
  }

  /** The same without asking the API server: what has not been seen yet counts as existing. */
  Map<Reference, String> digestsSeen(ThreeTierApp app) {
    return digests(app, seen());
  }

  private static Map<Reference, String> digests(ThreeTierApp app, Map<Key, Watched> watched) {
    var digests = new HashMap<Reference, String>();
    for (Reference reference : References.of(app)) {
      var object = watched.get(Key.of(app, reference));
      var digest = object == null ? NOT_SEEN : object.digest();
      if (digest != null) {
        digests.put(reference, digest);
      }
    }
    return digests;
  }

  /** Certificate and key of the Secrets that the application names for them, as seen last. */
  synchronized Map<String, String> certificates(ThreeTierApp app) {
    var certificates = new HashMap<String, String>();
    for (Reference reference : References.certificates(app.getSpec())) {
      var object = watched.get(Key.of(app, reference));
      var pem = object == null ? null : object.pem();
      if (pem != null) {
        certificates.put(reference.name(), pem);
      }
    }
    return certificates;
  }

  private synchronized Map<Key, Watched> seen() {
    var seen = new HashMap<>(watched);
    seen.values().removeIf(object -> !object.isListed());
    return seen;
  }

  /** The pages that the application names, which has been asked for its digests before. */
  ErrorPageFiles errorPages(ThreeTierApp app) {
    return References.errorPages(app.getSpec())
        .map(reference -> watchedNow(Key.of(app, reference)))
        .map(Watched::errorPages)
        .orElse(ErrorPageFiles.NONE);
  }

  /** The connection that the application names, which has been asked for its digests before. */
  ExternalConnection.Read external(ThreeTierApp app) {
    return References.database(app)
        .map(reference -> watchedNow(Key.of(app, reference)))
        .map(Watched::connection)
        .orElse(ExternalConnection.Read.NOTHING);
  }

  /** The database's certificate that the application names, as seen last. */
  Optional<GivenCertificate> serverCertificate(ThreeTierApp app) {
    return References.serverCertificate(app.getSpec())
        .map(reference -> watchedNow(Key.of(app, reference)))
        .map(Watched::given);
  }

  /** The SQL that the application names, as seen last. */
  InitialSql.Read initialSql(ThreeTierApp app) {
    return References.initialSql(app.getSpec())
        .map(reference -> watchedNow(Key.of(app, reference)))
        .map(Watched::configMap)
        .map(configMap -> InitialSql.in(configMap, app.getSpec().database().initSql()))
        .orElse(InitialSql.Read.NOTHING);
  }

  private synchronized @Nullable Watched watchedNow(Key key) {
    return watched.get(key);
  }

  @Override
  public Set<HasMetadata> getSecondaryResources(ThreeTierApp app) {
    return Set.of();
  }

  @Override
  public void onResourceDeleted(ThreeTierApp app) {
    noLongerNamed(ResourceID.fromResource(app), Set.of()).forEach(Watched::close);
  }

  @Override
  public void stop() {
    super.stop();
    List<Watched> all;
    synchronized (this) {
      all = List.copyOf(watched.values());
      watched.clear();
      keysOfApps.clear();
    }
    all.forEach(Watched::close);
  }

  /** Watches what the application names now, and no longer what it does not. */
  private Map<Key, Watched> watch(ThreeTierApp app) {
    var keys =
        References.of(app).stream()
            .map(reference -> Key.of(app, reference))
            .collect(Collectors.toUnmodifiableSet());
    var result = new HashMap<Key, Watched>();
    List<Watched> unused;
    // At once: what another application ceases to name now is not to be closed.
    synchronized (this) {
      for (Key key : keys) {
        result.put(key, watched.computeIfAbsent(key, k -> new Watched(k)));
      }
      unused = noLongerNamed(ResourceID.fromResource(app), keys);
    }
    // Closed without the lock: an informer that is being started needs it to finish.
    unused.forEach(Watched::close);
    result.values().forEach(Watched::start);
    return result;
  }

  private synchronized List<Watched> noLongerNamed(ResourceID app, Set<Key> keys) {
    var before = keys.isEmpty() ? keysOfApps.remove(app) : keysOfApps.put(app, keys);
    if (before == null || before.equals(keys)) {
      return List.of();
    }
    var named = new HashSet<Key>();
    keysOfApps.values().forEach(named::addAll);
    var unused = before.stream().filter(key -> !named.contains(key)).toList();
    return unused.stream().map(watched::remove).filter(Objects::nonNull).toList();
  }

  private synchronized Set<ResourceID> appsThatName(Key key) {
    return keysOfApps.entrySet().stream()
        .filter(entry -> entry.getValue().contains(key))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private record Key(Reference.Kind kind, String namespace, String name) {

    static Key of(ThreeTierApp app, Reference reference) {
      return new Key(reference.kind(), app.getMetadata().getNamespace(), reference.name());
    }
  }

  /** The informer of one object, and what it last saw. */
  private final class Watched implements ResourceEventHandler<HasMetadata> {

    private final Key key;
    private @Nullable SharedIndexInformer<? extends HasMetadata> informer;
    private boolean closed;
    private volatile boolean listed;
    private volatile @Nullable HasMetadata object;
    private volatile @Nullable String digest;

    Watched(Key key) {
      this.key = key;
    }

    @Nullable String digest() {
      return digest;
    }

    @Nullable String pem() {
      return object instanceof Secret secret ? Certificates.pem(secret) : null;
    }

    @Nullable GivenCertificate given() {
      return object instanceof Secret secret ? GivenCertificate.of(secret) : null;
    }

    ErrorPageFiles errorPages() {
      return object instanceof ConfigMap configMap
          ? ErrorPageFiles.of(Objects.requireNonNullElse(configMap.getData(), Map.of()))
          : ErrorPageFiles.NONE;
    }

    @Nullable ConfigMap configMap() {
      return object instanceof ConfigMap configMap ? configMap : null;
    }

    ExternalConnection.Read connection() {
      return object instanceof Secret secret
          ? ExternalConnection.in(secret)
          : ExternalConnection.Read.NOTHING;
    }

    /** Returns when the object has been listed once; later calls return at once. */
    synchronized void start() {
      if (closed) {
        return;
      }
      // An informer ends for good when the API server answers its watch with an error.
      if (informer != null && !informer.isRunning()) {
        informer.close();
        informer = null;
      }
      if (informer == null) {
        informer = inform();
        listed = true;
      }
    }

    boolean isListed() {
      return listed;
    }

    synchronized void close() {
      closed = true;
      if (informer != null) {
        informer.close();
      }
    }

    private SharedIndexInformer<? extends HasMetadata> inform() {
      return switch (key.kind()) {
        case CONFIG_MAP ->
            client
                .configMaps()
                .inNamespace(key.namespace())
                .withName(key.name())
                .inform(handlerOf());
        case SECRET ->
            client.secrets().inNamespace(key.namespace()).withName(key.name()).inform(handlerOf());
      };
    }

    @SuppressWarnings("unchecked")
    private <T extends HasMetadata> ResourceEventHandler<T> handlerOf() {
      return (ResourceEventHandler<T>) this;
    }

    @Override
    public void onAdd(HasMetadata object) {
      seen(object);
    }

    @Override
    public void onUpdate(HasMetadata before, HasMetadata object) {
      seen(object);
    }

    @Override
    public void onDelete(HasMetadata object, boolean finalStateUnknown) {
      seen(null);
    }

    private void seen(@Nullable HasMetadata now) {
      object = now;
      var content = now == null ? null : contentOf(now);
      if (!Objects.equals(digest, content)) {
        digest = content;
        appsThatName(key).forEach(app -> getEventHandler().handleEvent(new Event(app)));
      }
    }

    private static String contentOf(HasMetadata object) {
      var content = new HashMap<String, String>();
      switch (object) {
        case ConfigMap configMap -> {
          content.putAll(Objects.requireNonNullElse(configMap.getData(), Map.of()));
          content.putAll(Objects.requireNonNullElse(configMap.getBinaryData(), Map.of()));
        }
        case Secret secret ->
            content.putAll(Objects.requireNonNullElse(secret.getData(), Map.of()));
        default -> throw new IllegalArgumentException(object.getKind());
      }
      return Digest.of(content);
    }
  }
}

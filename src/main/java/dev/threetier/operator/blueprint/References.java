package dev.threetier.operator.blueprint;

import dev.threetier.operator.api.v1alpha1.DatabaseTls;
import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.api.v1alpha1.ThreeTierAppSpec;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which of the user's ConfigMaps and Secrets an application names. */
public final class References {

  private References() {}

  /** What the pods of one tier read. */
  public static Set<Reference> of(ThreeTierAppSpec spec, Tier tier) {
    return switch (tier) {
      case WEB ->
          Stream.concat(content(spec), environment(spec.web().env(), spec.web().envFrom()))
              .collect(Collectors.toUnmodifiableSet());
      case APPLICATION ->
          environment(spec.application().env(), spec.application().envFrom())
              .collect(Collectors.toUnmodifiableSet());
      case LOAD_BALANCER, DATABASE -> Set.of();
    };
  }

  /**
   * What the nodes read to pull the images. Pods start without it where the image is on the node or
   * needs no credentials, and do not notice when it changes.
   */
  public static Set<Reference> pullSecrets(ThreeTierAppSpec spec) {
    return stream(spec.imagePullSecrets())
        .map(secret -> new Reference(Reference.Kind.SECRET, secret.getName(), true))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** What HAProxy's certificates are copied from. */
  public static Set<Reference> certificates(ThreeTierAppSpec spec) {
    var tls = spec.loadBalancer().tls();
    return stream(tls == null ? null : tls.secretNames())
        .map(name -> new Reference(Reference.Kind.SECRET, name, false))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** What the database's certificate is copied from. */
  public static Optional<Reference> serverCertificate(ThreeTierAppSpec spec) {
    return Optional.ofNullable(spec.database().tls())
        .map(DatabaseTls::secretName)
        .map(name -> new Reference(Reference.Kind.SECRET, name, false));
  }

  /**
   * What the operator reads of HAProxy's error pages. The pods have a copy, and start without it.
   */
  public static Optional<Reference> errorPages(ThreeTierAppSpec spec) {
    return Optional.ofNullable(spec.loadBalancer().errorPages())
        .map(pages -> new Reference(Reference.Kind.CONFIG_MAP, pages.configMapName(), true));
  }

  /** What the connection to a database is copied from that the operator does not run. */
  public static Optional<Reference> database(ThreeTierApp app) {
    var database = app.getSpec().database();
    return database.cloudNativePg() == null
        ? Optional.ofNullable(database.external())
            .map(external -> new Reference(Reference.Kind.SECRET, external.secretName(), false))
        // That one is CloudNativePG's to make.
        : Optional.of(
            new Reference(
                Reference.Kind.SECRET,
                new Names(app.getMetadata().getName()).clusterCredentials(),
                true));
  }

  /** What a new database begins with. One that is there does not need it. */
  public static Optional<Reference> initialSql(ThreeTierAppSpec spec) {
    return Optional.ofNullable(spec.database().initSql())
        .map(sql -> new Reference(Reference.Kind.CONFIG_MAP, sql.configMapName(), true));
  }

  /** All that the application names. */
  public static Set<Reference> of(ThreeTierApp app) {
    var spec = app.getSpec();
    return Stream.of(
            pullSecrets(spec).stream(),
            certificates(spec).stream(),
            errorPages(spec).stream(),
            database(app).stream(),
            serverCertificate(spec).stream(),
            initialSql(spec).stream(),
            Stream.of(Tier.values()).flatMap(tier -> of(spec, tier).stream()))
        .flatMap(Function.identity())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Stream<Reference> content(ThreeTierAppSpec spec) {
    var content = spec.web().content();
    return content == null
        ? Stream.empty()
        : Stream.of(new Reference(Reference.Kind.CONFIG_MAP, content.configMapName(), false));
  }

  private static Stream<Reference> environment(
      @Nullable List<EnvVar> env, @Nullable List<EnvFromSource> envFrom) {
    return Stream.concat(
        stream(env).map(References::of).filter(Objects::nonNull),
        stream(envFrom).map(References::of).filter(Objects::nonNull));
  }

  private static @Nullable Reference of(EnvVar variable) {
    var source = variable.getValueFrom();
    if (source == null) {
      return null;
    }
    if (source.getConfigMapKeyRef() != null) {
      var ref = source.getConfigMapKeyRef();
      return reference(Reference.Kind.CONFIG_MAP, ref.getName(), ref.getOptional());
    }
    if (source.getSecretKeyRef() != null) {
      var ref = source.getSecretKeyRef();
      return reference(Reference.Kind.SECRET, ref.getName(), ref.getOptional());
    }
    return null;
  }

  private static @Nullable Reference of(EnvFromSource source) {
    if (source.getConfigMapRef() != null) {
      var ref = source.getConfigMapRef();
      return reference(Reference.Kind.CONFIG_MAP, ref.getName(), ref.getOptional());
    }
    if (source.getSecretRef() != null) {
      var ref = source.getSecretRef();
      return reference(Reference.Kind.SECRET, ref.getName(), ref.getOptional());
    }
    return null;
  }

  private static @Nullable Reference reference(
      Reference.Kind kind, @Nullable String name, @Nullable Boolean optional) {
    return name == null || name.isBlank()
        ? null
        : new Reference(kind, name, Boolean.TRUE.equals(optional));
  }

  private static <T> Stream<T> stream(@Nullable List<T> list) {
    return list == null ? Stream.empty() : list.stream();
  }
}

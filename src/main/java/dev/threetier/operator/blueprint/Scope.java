package dev.threetier.operator.blueprint;

import dev.threetier.operator.api.v1alpha1.DeletionPolicy;
import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import dev.threetier.operator.api.v1alpha1.ThreeTierAppSpec;
import dev.threetier.operator.api.v1alpha1.TierSpec;
import dev.threetier.operator.config.OperatorConfig;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;

/** One application as its blueprint is drawn: what is wanted, what is configured, what is known. */
record Scope(ThreeTierApp app, OperatorConfig config, Facts facts) {

  String name() {
    return app.getMetadata().getName();
  }

  String namespace() {
    return app.getMetadata().getNamespace();
  }

  ThreeTierAppSpec spec() {
    return app.getSpec();
  }

  Names names() {
    return new Names(name());
  }

  Database database() {
    return Database.of(this);
  }

  TierSpec spec(Tier tier) {
    return switch (tier) {
      case LOAD_BALANCER -> spec().loadBalancer();
      case WEB -> spec().web();
      case APPLICATION -> spec().application();
      case DATABASE -> spec().database();
    };
  }

  /** Metadata of an object that lives and dies with the application. */
  ObjectMeta metadata(Tier tier, String objectName) {
    return common(tier, objectName).withOwnerReferences(owner()).build();
  }

  /**
   * Metadata of the volume, or of credentials, which are worth what the volume is worth that they
   * open. What is retained has no owner. Argo CD, where it tracks by label, would take it for one
   * of its own objects and prune it; the annotation forbids that.
   */
  ObjectMeta dataMetadata(String objectName) {
    if (spec().deletionPolicy() == DeletionPolicy.DELETE) {
      return metadata(Tier.DATABASE, objectName);
    }
    return common(Tier.DATABASE, objectName)
        .addToAnnotations("argocd.argoproj.io/sync-options", "Prune=false,Delete=false")
        .build();
  }

  private ObjectMetaBuilder common(Tier tier, String objectName) {
    return new ObjectMetaBuilder()
        .withName(objectName)
        .withNamespace(namespace())
        .withLabels(Labels.of(name(), tier));
  }

  private OwnerReference owner() {
    return new OwnerReferenceBuilder()
        .withApiVersion(app.getApiVersion())
        .withKind(app.getKind())
        .withName(name())
        .withUid(app.getMetadata().getUid())
        .withController(true)
        .withBlockOwnerDeletion(true)
        .build();
  }
}

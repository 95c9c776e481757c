package dev.threetier.operator.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.threetier.operator.api.v1alpha1.ThreeTierApp;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Data flows one way, and what decides does not talk to a cluster. */
class ArchitectureTest {

  private static final String ROOT = "dev.threetier.operator";

  /** What stands beside the resource's class, which tests do not. */
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .importUrl(ThreeTierApp.class.getProtectionDomain().getCodeSource().getLocation());

  @Test
  void eachPackageUsesOnlyThoseBeforeIt() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage(ROOT + "..")
        .layer("api")
        .definedBy(ROOT + ".api..")
        .layer("config")
        .definedBy(ROOT + ".config..")
        .layer("blueprint")
        .definedBy(ROOT + ".blueprint..")
        .layer("status")
        .definedBy(ROOT + ".status..")
        .layer("dependent")
        .definedBy(ROOT + ".dependent..")
        .layer("reconciler")
        .definedBy(ROOT + ".reconciler..")
        .layer("crd")
        .definedBy(ROOT + ".crd..")
        .whereLayer("api")
        .mayNotAccessAnyLayer()
        .whereLayer("config")
        .mayOnlyAccessLayers("api")
        .whereLayer("blueprint")
        .mayOnlyAccessLayers("api", "config")
        .whereLayer("status")
        .mayOnlyAccessLayers("api", "config", "blueprint")
        .whereLayer("dependent")
        .mayOnlyAccessLayers("api", "config", "blueprint", "status")
        .whereLayer("reconciler")
        .mayOnlyBeAccessedByLayers("reconciler")
        .whereLayer("crd")
        .mayNotAccessAnyLayer()
        .ensureAllClassesAreContainedInArchitecture()
        .check(CLASSES);
  }

  @Test
  void whatIsWantedAndWhatIsToldIsDecidedWithoutAClient() {
    noClasses()
        .that(resideInAnyPackage(ROOT + ".blueprint..", ROOT + ".status.."))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "io.fabric8.kubernetes.client..", "io.javaoperatorsdk..", "io.quarkus.."))
        .check(CLASSES);
  }

  @Test
  void theTimeIsGiven() {
    noClasses()
        .that(resideInAnyPackage(ROOT + ".blueprint..", ROOT + ".status.."))
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(CLASSES);
  }

  @Test
  void theResourceIsMadeOfTypesAlone() {
    classes()
        .that(resideInAPackage(ROOT + ".api.."))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                ROOT + ".api..",
                "java..",
                "com.fasterxml.jackson..",
                "io.fabric8.crd.generator.annotation..",
                "io.fabric8.generator.annotation..",
                "io.fabric8.kubernetes.api.model..",
                "io.fabric8.kubernetes.client",
                "io.fabric8.kubernetes.model.annotation..",
                "org.jspecify.annotations.."))
        .check(CLASSES);
  }

  @Test
  void theEnvironmentIsReadByTheTypedConfigurationAlone() {
    noClasses()
        .should()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .check(CLASSES);
  }
}

package dev.ftpnat.junit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;

/** What the extension may use: the harness as any of its users would, and JUnit. */
class ArchitectureTest {

  private static final JavaClasses EXTENSION =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.ftpnat.junit", "dev.ftpnat.assertj");

  @Test
  void theExtensionUsesNothingInternal() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.ftpnat.internal..")
        .check(EXTENSION);
  }

  @Test
  void theExtensionUsesNothingElse() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "dev.ftpnat..",
            "org.junit.jupiter..",
            "org.junit.platform.commons..",
            "org.junit.platform.launcher..",
            "org.opentest4j..",
            "org.assertj.core.api..",
            "eu.rekawek.toxiproxy..",
            "com.google.gson..")
        .check(EXTENSION);
  }

  /** A test's module opens its packages to JUnit, if to anybody: it is JUnit that calls tests. */
  @Test
  void theExtensionForcesNoAccess() {
    noClasses()
        .should()
        .callMethod(Method.class, "setAccessible", boolean.class)
        .orShould()
        .callMethod(AccessibleObject.class, "setAccessible", boolean.class)
        .check(EXTENSION);
  }

  @Test
  void onlyTheReportKnowsGson() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.ftpnat.junit.internal.report..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.google.gson..")
        .check(EXTENSION);
  }

  @Test
  void assertionsWorkWithoutJunit() {
    noClasses()
        .that()
        .resideInAPackage("dev.ftpnat.assertj..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.junit..", "dev.ftpnat.junit..")
        .check(EXTENSION);
  }

  @Test
  void theReportKnowsNothingOfJunit() {
    noClasses()
        .that()
        .resideInAPackage("dev.ftpnat.junit.internal.report..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.junit..", "org.opentest4j..", "dev.ftpnat.junit")
        .check(EXTENSION);
  }

  @Test
  void explorationKnowsNothingOfJunit() {
    noClasses()
        .that()
        .resideInAPackage("dev.ftpnat.junit.internal.explore..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.junit..", "org.opentest4j..", "dev.ftpnat.junit")
        .check(EXTENSION);
  }

  @Test
  void networksAreDrawnWithoutIo() {
    noClasses()
        .that()
        .resideInAPackage("dev.ftpnat.junit.internal.explore.network..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.nio..", "java.util.concurrent..", "dev.ftpnat.junit.internal.explore")
        .check(EXTENSION);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("dev.ftpnat.(*)..").should().beFreeOfCycles().check(EXTENSION);
  }

  /**
   * Where a default locale has digits of its own, %d would write those, and no machine reads them.
   */
  @Test
  void whatMachinesReadIsWrittenInNoLocale() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.ftpnat.junit.internal.report..")
        .should()
        .callMethod(String.class, "formatted", Object[].class)
        .orShould()
        .callMethod(String.class, "format", String.class, Object[].class)
        .check(EXTENSION);
  }
}

package dev.ftpnat.launcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What the launcher may use: the harness as any of its users would, and the extension's report. */
class ArchitectureTest {

  private static final JavaClasses LAUNCHER =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.ftpnat.launcher");

  @Test
  void theLauncherUsesNothingInternalOfTheHarness() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.ftpnat.internal..")
        .check(LAUNCHER);
  }

  @Test
  void onlyTheMatrixKnowsTheReportAndOnlyTheExplorerTheExploration() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.ftpnat.launcher.matrix", "dev.ftpnat.launcher.explore")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.ftpnat.junit..")
        .check(LAUNCHER);
    noClasses()
        .that()
        .resideInAPackage("dev.ftpnat.launcher.matrix")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.ftpnat.junit.internal.explore..")
        .check(LAUNCHER);
    noClasses()
        .that()
        .resideInAPackage("dev.ftpnat.launcher.explore")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.ftpnat.junit.internal.report..")
        .check(LAUNCHER);
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.ftpnat.junit", "dev.ftpnat.assertj..", "dev.ftpnat.junit.internal.annotation..")
        .check(LAUNCHER);
  }

  @Test
  void theFirstJvmLoadsOnlyWhatTheJdkHas() {
    classes()
        .that()
        .resideInAPackage("dev.ftpnat.launcher.start")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "dev.ftpnat.launcher.start", "dev.ftpnat.launcher")
        .check(LAUNCHER);
  }

  @Test
  void theLauncherUsesNothingElse() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "dev.ftpnat..",
            "picocli..",
            "com.google.gson..",
            "com.sun.jna..",
            "com.sun.net.httpserver..")
        .check(LAUNCHER);
  }

  @Test
  void onlyTheWordsKnowPicocli() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.ftpnat.launcher.cli")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(LAUNCHER);
  }

  @Test
  void onlyTheControlInterfaceKnowsHttp() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.ftpnat.launcher.control")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.sun.net.httpserver..")
        .check(LAUNCHER);
  }

  @Test
  void packagesFormNoCycle() {
    // The root starts the first JVM, which names the root as what the second is to run.
    slices().matching("dev.ftpnat.launcher.(*)..").should().beFreeOfCycles().check(LAUNCHER);
  }
}

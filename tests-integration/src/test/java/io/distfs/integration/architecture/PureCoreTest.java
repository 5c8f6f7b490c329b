package io.distfs.integration.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * The namespace core is a function of state and command: every replica must reach the same result,
 * so it sees no I/O, clock, randomness, thread or log.
 */
@AnalyzeClasses(packages = "io.distfs", importOptions = ProductOnly.class)
class PureCoreTest {
  private static final String CORE = "io.distfs.server.namespace..";

  @ArchTest
  static final ArchRule coreSeesOnlyTheLanguageAndTheSharedVocabulary =
      classes()
          .that()
          .resideInAPackage(CORE)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "",
              "java.lang..",
              "java.math..",
              "java.nio",
              "java.nio.charset..",
              "java.util..",
              CORE,
              "io.distfs.shared.cluster..",
              "io.distfs.shared.error..",
              "io.distfs.shared.fs..",
              "io.distfs.shared.id..",
              "io.distfs.shared.message..",
              "org.jspecify..",
              "com.google.errorprone.annotations..");

  @ArchTest
  static final ArchRule coreStartsNothingAndWaitsForNothing =
      noClasses()
          .that()
          .resideInAPackage(CORE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.util.concurrent..", "java.lang.foreign..")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class);

  @ArchTest
  static final ArchRule coreReadsNoClockAndDrawsNoLots =
      noClasses()
          .that()
          .resideInAPackage(CORE)
          .should()
          .dependOnClassesThat()
          .areAssignableTo(RandomGenerator.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Clock.class)
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .callMethod(UUID.class, "randomUUID")
          .orShould()
          .callMethod(System.class, "identityHashCode", Object.class);
}

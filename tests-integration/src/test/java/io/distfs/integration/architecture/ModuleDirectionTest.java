package io.distfs.integration.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Dependencies point one way: fuse-mount and cli to client, client and server to shared. */
@AnalyzeClasses(packages = "io.distfs", importOptions = ProductOnly.class)
class ModuleDirectionTest {
  private static final String SERVER = "io.distfs.server..";
  private static final String CLIENT = "io.distfs.client..";
  private static final String MOUNT = "io.distfs.mount..";
  private static final String CLI = "io.distfs.cli..";
  private static final String BENCHMARK = "io.distfs.benchmark..";
  private static final String INTEGRATION = "io.distfs.integration..";

  @ArchTest
  static final ArchRule sharedSeesNobody =
      noClasses()
          .that()
          .resideInAPackage("io.distfs.shared..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SERVER, CLIENT, MOUNT, CLI, BENCHMARK, INTEGRATION);

  @ArchTest
  static final ArchRule serverSeesOnlyShared =
      noClasses()
          .that()
          .resideInAPackage(SERVER)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CLIENT, MOUNT, CLI, BENCHMARK, INTEGRATION);

  @ArchTest
  static final ArchRule clientSeesOnlyShared =
      noClasses()
          .that()
          .resideInAPackage(CLIENT)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SERVER, MOUNT, CLI, BENCHMARK, INTEGRATION);

  @ArchTest
  static final ArchRule mountSeesOnlyClientAndShared =
      noClasses()
          .that()
          .resideInAPackage(MOUNT)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CLI, BENCHMARK, INTEGRATION);

  @ArchTest
  static final ArchRule onlyTheAssemblyOfTheMountSeesTheServer =
      noClasses()
          .that()
          .resideInAPackage(MOUNT)
          .and()
          .resideOutsideOfPackage("io.distfs.mount.assembly..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(SERVER);

  @ArchTest
  static final ArchRule cliSeesOnlyClientAndShared =
      noClasses()
          .that()
          .resideInAPackage(CLI)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SERVER, MOUNT, BENCHMARK, INTEGRATION);
}

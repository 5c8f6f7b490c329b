package io.distfs.integration.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** One library, one package: each third-party library is spoken to in one place only. */
@AnalyzeClasses(packages = "io.distfs", importOptions = ProductOnly.class)
class LibraryHomeTest {
  private static final String NETTY = "io.netty..";
  private static final String[] JRAFT = {"com.alipay..", "com.google.protobuf..", "com.lmax.."};
  private static final String ROCKSDB = "org.rocksdb..";
  private static final String[] JNR = {"jnr..", "com.kenai.jffi..", "ru.serce.jnrfuse.."};
  private static final String JACKSON = "com.fasterxml..";
  private static final String PICOCLI = "picocli..";
  private static final String LOGBACK = "ch.qos.logback..";

  @ArchTest
  static final ArchRule nettyLivesInTheTransport = home("io.distfs.shared.transport..", NETTY);

  @ArchTest
  static final ArchRule jraftLivesInTheRaftPackage = home("io.distfs.server.raft..", JRAFT);

  /** JRaft keeps its log in RocksDB too, and lets its memory be set only in RocksDB's words. */
  @ArchTest
  static final ArchRule rocksDbLivesInTheStore =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.distfs.server.store..")
          .and()
          .doNotHaveFullyQualifiedName("io.distfs.server.raft.LogStoreOptions")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROCKSDB);

  @ArchTest static final ArchRule jnrLivesInItsAdapter = home("io.distfs.mount.jnr..", JNR);

  @ArchTest
  static final ArchRule jacksonLivesInConfigAndJson =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.distfs.shared.config..", "io.distfs.shared.json..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(JACKSON);

  @ArchTest static final ArchRule picocliLivesInCommands = home("io.distfs..command..", PICOCLI);

  @ArchTest
  static final ArchRule logbackIsSetUpInLoggingPackages = home("io.distfs..logging..", LOGBACK);

  /** What only came along with another library (commons-io, metrics, asm, ...) is nobody's. */
  @ArchTest
  static final ArchRule nothingElseIsUsed =
      classes()
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                      "java..",
                      "com.sun.management..", // the JDK's, of module jdk.management
                      "io.distfs..",
                      "org.jspecify..",
                      "com.google.errorprone.annotations..",
                      "org.slf4j..",
                      NETTY,
                      ROCKSDB,
                      JACKSON,
                      PICOCLI,
                      LOGBACK)
                  .or(resideInAnyPackage(JRAFT))
                  .or(resideInAnyPackage(JNR))
                  .or(arraysOfPrimitives()));

  private static ArchRule home(String home, String... library) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(home)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(library);
  }

  private static DescribedPredicate<JavaClass> arraysOfPrimitives() {
    return DescribedPredicate.describe(
        "primitives and their arrays", type -> type.getBaseComponentType().isPrimitive());
  }
}

package io.distfs.integration.contract;

import io.distfs.client.vfs.Vfs;
import io.distfs.integration.harness.EmbeddedSystem;
import io.distfs.integration.kernel.VfsKernel;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The contract through the client alone, without FUSE, a mount or the superuser's rights. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VfsContractTest {
  private final EmbeddedSystem system;
  private final Vfs vfs;
  private final Suite suite;

  VfsContractTest(@TempDir Path folder) {
    ExpectedFailures expected = ExpectedFailures.of("vfs");
    system = EmbeddedSystem.start(folder);
    vfs = system.connect();
    VfsKernel kernel = new VfsKernel(vfs);
    suite =
        new Suite(
            "DistFS, without a mount", new ClaimRun(Path.of("/"), kernel::newProcess), expected);
  }

  @TestFactory
  Stream<DynamicTest> everyClaimHoldsButThoseListed() {
    return suite.tests();
  }

  @AfterAll
  void end() {
    System.out.println(suite.count());
    EmbeddedSystem.end(vfs);
    system.close();
  }
}

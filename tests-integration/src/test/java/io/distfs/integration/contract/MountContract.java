package io.distfs.integration.contract;

import io.distfs.integration.harness.TestMount;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** The contract on a mount of DistFS by one adapter, with that adapter's expected failures. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MountContract {
  private final TestMount mount;
  private final Suite suite;

  MountContract(String adapter, Path folder, String... options) {
    ExpectedFailures expected = ExpectedFailures.of(adapter);
    mount = TestMount.embedded(folder, options);
    suite = new Suite("DistFS, adapter " + adapter, mount.point(), expected);
  }

  @TestFactory
  Stream<DynamicTest> everyClaimHoldsButThoseListed() {
    return suite.tests();
  }

  @AfterAll
  void end() {
    System.out.println(suite.count());
    mount.close();
  }
}

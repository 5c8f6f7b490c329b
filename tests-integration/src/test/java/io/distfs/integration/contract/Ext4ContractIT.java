package io.distfs.integration.contract;

import io.distfs.integration.harness.LoopDevice;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** ext4 judges the claims: what does not hold there is a wrong claim. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Ext4ContractIT {
  private static final int MEBIBYTES = 512;

  private final LoopDevice device;
  private final Suite suite;

  Ext4ContractIT(@TempDir Path folder) {
    device = LoopDevice.ext4(folder, MEBIBYTES);
    suite = new Suite("ext4", device.mountPoint(), ExpectedFailures.none());
  }

  @BeforeAll
  void allowAttributes() {
    device.remountWith("acl,user_xattr");
  }

  @TestFactory
  Stream<DynamicTest> everyClaimHolds() {
    return suite.tests();
  }

  @AfterAll
  void end() {
    System.out.println(suite.count());
    device.close();
  }
}

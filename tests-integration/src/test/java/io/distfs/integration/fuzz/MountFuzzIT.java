package io.distfs.integration.fuzz;

import io.distfs.integration.harness.LoopDevice;
import io.distfs.integration.harness.TestMount;
import io.distfs.integration.syscall.Descriptors;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mount by each adapter beside ext4, by random system calls. */
class MountFuzzIT {
  private static final int MEBIBYTES = 512;
  private static final long FIRST_SEED = 1;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"direct", "jnr"})
  void halfAMinuteOfRandomCallsAgreesWithExt4(String adapter) throws InterruptedException {
    agrees(adapter, Duration.ofSeconds(30));
  }

  @ParameterizedTest
  @ValueSource(strings = {"direct", "jnr"})
  @Tag("full")
  void tenMinutesOfRandomCallsAgreeWithExt4(String adapter) throws InterruptedException {
    agrees(adapter, Duration.ofMinutes(10));
  }

  private void agrees(String adapter, Duration time) throws InterruptedException {
    try (LoopDevice ext4 = LoopDevice.ext4(folder.resolve("ext4"), MEBIBYTES);
        TestMount mount = TestMount.embedded(folder, "--adapter", adapter)) {
      Throwable[] failure = new Throwable[1];
      // The working folder and umask are this thread's; the test's own keep the JVM's.
      Thread thread =
          Thread.ofPlatform()
              .uncaughtExceptionHandler((ended, thrown) -> failure[0] = thrown)
              .start(() -> compare(ext4.mountPoint(), mount.point(), time));
      thread.join();
      if (failure[0] != null) {
        throw new AssertionError(failure[0].getMessage(), failure[0]);
      }
    }
  }

  private static void compare(Path judge, Path subject, Duration time) {
    Differential differential = new Differential(judge, subject);
    long end = System.nanoTime() + time.toNanos();
    try {
      for (long seed = FIRST_SEED; System.nanoTime() < end; seed++) {
        differential.run(seed, Operation.usual());
      }
    } finally {
      System.out.println(differential.table());
      Descriptors.closeAll();
    }
  }
}

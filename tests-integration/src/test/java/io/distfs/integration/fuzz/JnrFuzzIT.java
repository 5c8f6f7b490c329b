package io.distfs.integration.fuzz;

import io.distfs.integration.harness.LoopDevice;
import io.distfs.integration.harness.TestMount;
import io.distfs.integration.syscall.Descriptors;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mount through libfuse 2 beside ext4, by random system calls. */
class JnrFuzzIT {
  private static final int MEBIBYTES = 512;
  private static final long FIRST_SEED = 1;

  // A list after a link is wrong for a second (the contract's list of expected failures names it),
  // so a sequence has links or extended attributes.
  private static final List<List<Operation>> CHOICES =
      List.of(
          Operation.usualBut(Operation.LINK),
          Operation.usualBut(Operation.SETXATTR, Operation.REMOVEXATTR));

  @TempDir private Path folder;

  @Test
  void aMinuteOfRandomCallsAgreesWithExt4() throws InterruptedException {
    agrees(Duration.ofMinutes(1));
  }

  @Test
  @Tag("full")
  void tenMinutesOfRandomCallsAgreeWithExt4() throws InterruptedException {
    agrees(Duration.ofMinutes(10));
  }

  private void agrees(Duration time) throws InterruptedException {
    try (LoopDevice ext4 = LoopDevice.ext4(folder.resolve("ext4"), MEBIBYTES);
        TestMount mount = TestMount.embedded(folder)) {
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
        differential.run(seed, CHOICES.get((int) (seed % CHOICES.size())));
      }
    } finally {
      System.out.println(differential.table());
      Descriptors.closeAll();
    }
  }
}

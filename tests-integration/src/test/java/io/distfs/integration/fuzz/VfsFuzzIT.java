package io.distfs.integration.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.client.access.AccessTimePolicy;
import io.distfs.client.vfs.Vfs;
import io.distfs.integration.harness.EmbeddedSystem;
import io.distfs.integration.harness.LoopDevice;
import io.distfs.integration.kernel.VfsKernel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client and a server alone, without FUSE, beside ext4, by random system calls. */
class VfsFuzzIT {
  private static final int MEBIBYTES = 512;
  private static final long FIRST_SEED = 1;
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  @TempDir private Path folder;

  @Test
  void twentySecondsOfRandomCallsAgreeWithExt4() throws InterruptedException {
    List<String> _ = agrees(Duration.ofSeconds(20), Duration.ZERO);
  }

  @Test
  @Tag("full")
  void tenMinutesOfRandomCallsAgreeWithExt4() throws InterruptedException {
    assertThat(agrees(TEN_MINUTES, TEN_MINUTES)).as("calls made too seldom").isEmpty();
  }

  private List<String> agrees(Duration time, Duration more) throws InterruptedException {
    try (LoopDevice ext4 = LoopDevice.ext4(folder.resolve("ext4"), MEBIBYTES);
        EmbeddedSystem system = EmbeddedSystem.start(folder)) {
      // A time of access is coarser on ext4 than the other times, which relatime compares it with.
      ext4.remountWith("noatime");
      Vfs vfs = system.connect(AccessTimePolicy.NONE);
      try {
        return OwnThread.run(() -> compare(ext4.mountPoint(), vfs, time, more));
      } finally {
        EmbeddedSystem.end(vfs);
      }
    }
  }

  private static List<String> compare(Path judge, Vfs vfs, Duration time, Duration more) {
    Differential.Subject subject = new Differential.Subject("", new VfsKernel(vfs).newProcess());
    Choice choice = Choice.all().withoutLocks();
    return new Differential(judge, subject, choice).run(FIRST_SEED, time, more);
  }
}

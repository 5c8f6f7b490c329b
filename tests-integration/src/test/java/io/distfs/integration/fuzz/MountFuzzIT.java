package io.distfs.integration.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.integration.harness.LoopDevice;
import io.distfs.integration.harness.TestMount;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mount by each adapter beside ext4, by random system calls. */
class MountFuzzIT {
  private static final int MEBIBYTES = 512;
  private static final long FIRST_SEED = 1;
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"direct", "jnr"})
  void halfAMinuteOfRandomCallsAgreesWithExt4(String adapter) throws InterruptedException {
    List<String> _ = agrees(adapter, Duration.ofSeconds(30), Duration.ZERO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"direct", "jnr"})
  @Tag("full")
  void tenMinutesOfRandomCallsAgreeWithExt4(String adapter) throws InterruptedException {
    assertThat(agrees(adapter, TEN_MINUTES, TEN_MINUTES)).as("calls made too seldom").isEmpty();
  }

  private List<String> agrees(String adapter, Duration time, Duration more)
      throws InterruptedException {
    try (LoopDevice ext4 = LoopDevice.ext4(folder.resolve("ext4"), MEBIBYTES);
        TestMount mount = TestMount.embedded(folder, "--adapter", adapter, "-o", "noatime")) {
      // What the page cache answers moves no time of access on DistFS (docs/KNOWN_FAILURES.md).
      ext4.remountWith("noatime");
      return OwnThread.run(
          () ->
              new Differential(
                      ext4.mountPoint(),
                      Differential.Subject.mounted(mount.point()),
                      Choice.of(adapter))
                  .run(FIRST_SEED, time, more));
    }
  }
}

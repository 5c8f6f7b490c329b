package io.distfs.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.integration.harness.LoopDevice;
import io.distfs.integration.harness.Shell;
import io.distfs.integration.harness.TestCluster;
import io.distfs.integration.harness.TestMount;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A full filesystem says ENOSPC, keeps everything readable, and lets rm make room again. */
final class FullDiskIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir private Path folder;

  @Test
  void fullCapacityIsEnospcAndRmMakesRoom() {
    try (TestCluster cluster =
            TestCluster.start(List.of(folder.resolve("server1")), "192MiB", List.of());
        TestMount mount = TestMount.of(cluster, folder)) {
      fillAndRemove(mount);
    }
  }

  @Test
  void fullDiskUnderTheServerIsEnospcAndRmMakesRoom() {
    try (LoopDevice device = LoopDevice.ext4(folder.resolve("disk"), 640);
        TestCluster cluster = TestCluster.start(List.of(device.mountPoint()), "100GiB", List.of());
        TestMount mount = TestMount.of(cluster, folder)) {
      fillAndRemove(mount);
    }
  }

  private static void fillAndRemove(TestMount mount) {
    Shell.bash("echo precious > '%1$s' && sync '%1$s'".formatted(mount.path("kept")));
    Shell.Output output =
        Shell.run(
            LIMIT,
            List.of(
                "dd",
                "if=/dev/zero",
                "of=" + mount.path("filler"),
                "bs=1M",
                "count=2000",
                "conv=fsync"));
    assertThat(output.status()).isNotZero();
    assertThat(output.text()).contains("No space left on device");
    assertThat(Shell.ok(List.of("cat", mount.path("kept").toString()))).isEqualTo("precious\n");
    Shell.ok(List.of("rm", mount.path("filler").toString()));
    Shell.bash(
        """
        for i in $(seq 100); do
          dd if=/dev/urandom of='%1$s' bs=1M count=20 conv=fsync status=none 2>/dev/null && exit 0
          sleep 0.2
        done
        exit 1
        """
            .formatted(mount.path("again")));
    assertThat(Shell.ok(List.of("cat", mount.path("kept").toString()))).isEqualTo("precious\n");
  }
}

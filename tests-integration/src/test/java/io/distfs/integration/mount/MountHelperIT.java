package io.distfs.integration.mount;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.integration.harness.Shell;
import io.distfs.integration.harness.TestCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** mount(8) and fstab(5) mount it by the helper in /sbin, which ./run-tests puts there. */
final class MountHelperIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void mountMountsWithItsOptionsAndReturnsWhenItWorks() throws Exception {
    Path point = Files.createDirectory(folder.resolve("mnt"));
    try (TestCluster cluster = TestCluster.start(folder, 1)) {
      Shell.bash(
          """
          mount -t fuse.distfs %1$s '%2$s' -o rw,nosuid,noatime
          trap 'umount "%2$s"' EXIT
          echo content > '%2$s/file'
          grep -q content '%2$s/file'
          findmnt -no SOURCE '%2$s' | grep -qx '%1$s'
          findmnt -no OPTIONS '%2$s' | grep -qw nosuid
          """
              .formatted(cluster.addresses(), point));
      Shell.bash(
          """
          echo '%1$s %2$s fuse.distfs ro,noauto 0 0' > '%3$s/fstab'
          mount --fstab '%3$s/fstab' '%2$s'
          trap 'umount "%2$s"' EXIT
          grep -q content '%2$s/file'
          ! touch '%2$s/other' 2>/dev/null
          """
              .formatted(cluster.addresses(), point, folder));
    }
  }

  @Test
  void aMountIsMadeReadOnlyAndWritableAgain() throws Exception {
    Path point = Files.createDirectory(folder.resolve("mnt"));
    try (TestCluster cluster = TestCluster.start(folder, 1)) {
      Shell.bash(
          """
          mount -t fuse.distfs %1$s '%2$s' -o rw,noatime
          trap 'umount "%2$s"' EXIT
          echo content > '%2$s/file'
          mount -o remount,ro '%2$s'
          ! touch '%2$s/other' 2>/dev/null
          grep -q content '%2$s/file'
          mount -t fuse.distfs %1$s '%2$s' -o remount,rw
          touch '%2$s/other'
          findmnt -no SOURCE '%2$s' | grep -qx '%1$s'
          """
              .formatted(cluster.addresses(), point));
    }
  }

  @Test
  void anUnknownOptionIsRefusedByName() throws Exception {
    Path point = Files.createDirectory(folder.resolve("mnt"));
    try (TestCluster cluster = TestCluster.start(folder, 1)) {
      Shell.Output output =
          Shell.run(
              LIMIT,
              List.of(
                  "mount",
                  "-t",
                  "fuse.distfs",
                  cluster.addresses(),
                  point.toString(),
                  "-o",
                  "rw,frobnicate"));
      assertThat(output.status()).isNotZero();
      assertThat(output.text()).contains("frobnicate");
      assertThat(Shell.run(LIMIT, List.of("findmnt", point.toString())).status()).isNotZero();
    }
  }
}

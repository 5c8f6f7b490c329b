package io.distfs.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.integration.harness.LoopDevice;
import io.distfs.integration.harness.Shell;
import io.distfs.integration.harness.TestCluster;
import io.distfs.integration.harness.TestMount;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A full filesystem says ENOSPC, keeps everything readable, and lets rm make room again. */
final class FullDiskIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir private Path folder;

  @Test
  void fullCapacityIsEnospcAndRmMakesRoom() {
    onServers(List.of(folder.resolve("server1")), "192MiB", FullDiskIT::fillAndRemove);
  }

  @Test
  void fullDiskUnderTheServerIsEnospcAndRmMakesRoom() {
    try (LoopDevice device = LoopDevice.ext4(folder.resolve("disk"), 640)) {
      onServers(List.of(device.mountPoint()), "100GiB", FullDiskIT::fillAndRemove);
    }
  }

  @Test
  void reservedBytesAreWrittenWhenThereIsNoSpaceLeft() {
    onServers(List.of(folder.resolve("server1")), "256MiB", FullDiskIT::writeWhatIsReserved);
  }

  @Test
  void reservedBytesAreWrittenWhenTheDisksOfThreeServersAreFull() {
    try (LoopDevice one = LoopDevice.ext4(folder.resolve("disk1"), 640);
        LoopDevice two = LoopDevice.ext4(folder.resolve("disk2"), 640);
        LoopDevice three = LoopDevice.ext4(folder.resolve("disk3"), 640)) {
      onServers(
          List.of(one.mountPoint(), two.mountPoint(), three.mountPoint()),
          "100GiB",
          FullDiskIT::writeWhatIsReserved);
    }
  }

  @Test
  void reservedBytesAreWrittenAfterAllElseHasBeenOverwritten() {
    onServers(List.of(folder.resolve("server1")), "256MiB", FullDiskIT::overwriteBesideReserved);
  }

  @Test
  void whatIsRemovedMakesRoomForTheNextCommand() {
    onServers(List.of(folder.resolve("server1")), "256MiB", FullDiskIT::replaceAtOnce);
  }

  private void onServers(List<Path> folders, String capacity, Consumer<TestMount> check) {
    try (TestCluster cluster = TestCluster.start(folders, capacity, List.of());
        TestMount mount = TestMount.of(cluster, folder)) {
      check.accept(mount);
    }
  }

  private static void reserve(TestMount mount) {
    Shell.bash(
        """
        fallocate -l 48M '%1$s/reserved'
        head -c 48M /dev/urandom > '%2$s/content'
        """
            .formatted(mount.point(), mount.point().getParent()));
  }

  private static void writeWhatIsReserved(TestMount mount) {
    reserve(mount);
    fill(mount);
    // A piece each of one byte, of a page, and of more than a block, in no order; then the rest.
    Shell.bash(
        """
        put() {
          dd if='%2$s/content' of='%1$s/reserved' bs="$1" skip="$2" seek="$2" count="$3" \
            conv=notrunc,fsync status=none
        }
        put 1 50000001 1
        put 4096 7000 1
        put 4096 3 1
        put 1M 20 7
        for page in $(seq 9000 7 9400); do put 4096 "$page" 1; done
        put 1M 0 48
        cmp '%2$s/content' '%1$s/reserved'
        """
            .formatted(mount.point(), mount.point().getParent()));
    // What was never reserved still has no room.
    fill(mount);
    Shell.bash(
        "cmp '%2$s/content' '%1$s/reserved'".formatted(mount.point(), mount.point().getParent()));
  }

  /** Overwriting may find no space, since parts of blocks stay: the reserved bytes have theirs. */
  private static void overwriteBesideReserved(TestMount mount) {
    reserve(mount);
    fill(mount);
    Shell.bash(
        LIMIT,
        """
        put() {
          dd "$@" conv=notrunc,fsync status=none 2>/dev/null
        }
        for seed in $(seq 0 37 1500); do
          put if='%2$s/content' of='%1$s/filler' bs=100000 count=1 \
            skip=$((seed %% 500)) seek="$seed" || break
        done
        put if=/dev/zero of='%1$s/filler' bs=1M count=40 || true
        dd if='%2$s/content' of='%1$s/reserved' bs=1M conv=notrunc,fsync status=none
        cmp '%2$s/content' '%1$s/reserved'
        """
            .formatted(mount.point(), mount.point().getParent()));
  }

  private static void replaceAtOnce(TestMount mount) {
    fill(mount);
    Shell.bash(
        LIMIT,
        """
        rm '%1$s/filler'
        dd if=/dev/urandom of='%1$s/next' bs=1M count=200 conv=fsync status=none
        rm '%1$s/next'
        fallocate -l 200M '%1$s/reserved'
        """
            .formatted(mount.point()));
  }

  private static void fillAndRemove(TestMount mount) {
    Shell.bash("echo precious > '%1$s' && sync '%1$s'".formatted(mount.path("kept")));
    fill(mount);
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

  private static void fill(TestMount mount) {
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
  }
}

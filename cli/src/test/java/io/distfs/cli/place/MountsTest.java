package io.distfs.cli.place;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MountsTest {
  private static final Mounts MOUNTS =
      Mounts.parse(
          List.of(
              "/dev/vda / ext4 rw 0 0",
              "127.0.0.1:7400 /mnt/distfs fuse.distfs rw,nosuid 0 0",
              "127.0.0.1:7401,127.0.0.1:7402 /mnt/distfs/with\\040space fuse.distfs rw 0 0"));

  @Test
  void onlyDistfsMountsCount() {
    assertThat(MOUNTS.all()).hasSize(2);
  }

  @Test
  void innermostMountHoldsAPath() {
    assertThat(MOUNTS.holding(Path.of("/mnt/distfs/with space/x")).orElseThrow().source())
        .isEqualTo("127.0.0.1:7401,127.0.0.1:7402");
    assertThat(MOUNTS.holding(Path.of("/mnt/distfs/x")).orElseThrow().source())
        .isEqualTo("127.0.0.1:7400");
  }

  @Test
  void pathElsewhereIsHeldByNone() {
    assertThat(MOUNTS.holding(Path.of("/home/x"))).isEmpty();
    assertThat(MOUNTS.holding(Path.of("/mnt/distfs-old"))).isEmpty();
  }
}

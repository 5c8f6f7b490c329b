package io.distfs.mount.point;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadMountTest {
  private static final int ENOENT = 2;

  @TempDir private Path folder;

  @Test
  void theErrnoIsThatOfTheCall() {
    assertThat(DeadMount.statfsErrno(folder.toString())).isZero();
    assertThat(DeadMount.statfsErrno(folder.resolve("absent").toString())).isEqualTo(ENOENT);
  }

  @Test
  void whatAnswersOrFailsOtherwiseIsNotDead() {
    assertThat(DeadMount.isAt(Path.of("/proc"))).isFalse();
    assertThat(DeadMount.isAt(folder.resolve("absent"))).isFalse();
  }
}

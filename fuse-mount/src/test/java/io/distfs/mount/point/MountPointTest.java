package io.distfs.mount.point;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountPointTest {
  @TempDir Path folder;

  @Test
  void anEmptyFolderIsFit() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("real"));
    Path real = Files.createDirectory(folder.resolve("real"));
    assertThat(MountPoint.prepare(link, false).path()).isEqualTo(real.toRealPath());
  }

  @Test
  void aMissingFolderIsToBeMade() {
    assertThatThrownBy(() -> MountPoint.prepare(folder.resolve("no"), false))
        .hasMessageContaining("does not exist")
        .hasMessageContaining("mkdir -p");
  }

  @Test
  void aFileIsNoFolder() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> MountPoint.prepare(file, false))
        .hasMessageContaining("not a directory");
  }

  @Test
  void aFullFolderIsRefusedUnlessItMayBeHidden() throws Exception {
    Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> MountPoint.prepare(folder, false)).hasMessageContaining("not empty");
    assertThat(MountPoint.prepare(folder, true).path()).isEqualTo(folder.toRealPath());
  }

  @Test
  void aMountPointIsRefused() {
    assertThatThrownBy(() -> MountPoint.prepare(Path.of("/proc"), true))
        .hasMessageContaining("/proc is a mount point already, of proc");
  }
}

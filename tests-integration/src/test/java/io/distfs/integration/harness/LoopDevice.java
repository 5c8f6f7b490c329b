package io.distfs.integration.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A small filesystem of its own in a file, so that it can fill up or lose its power. */
public final class LoopDevice implements AutoCloseable {
  private final Path image;
  private final Path mountPoint;

  private LoopDevice(Path image, Path mountPoint) {
    this.image = image;
    this.mountPoint = mountPoint;
  }

  /** An XFS filesystem of so many MiB, mounted at {@code folder/mnt}. */
  public static LoopDevice xfs(Path folder, int mebibytes) {
    return make(folder, mebibytes, "mkfs.xfs -q");
  }

  /** An ext4 filesystem of so many MiB, mounted at {@code folder/mnt}. */
  public static LoopDevice ext4(Path folder, int mebibytes) {
    return make(folder, mebibytes, "mkfs.ext4 -q");
  }

  private static LoopDevice make(Path folder, int mebibytes, String mkfs) {
    LoopDevice device = new LoopDevice(folder.resolve("image"), folder.resolve("mnt"));
    try {
      Files.createDirectories(device.mountPoint);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Shell.bash(
        "truncate -s %dM '%s' && %s '%s'".formatted(mebibytes, device.image, mkfs, device.image));
    device.mount();
    return device;
  }

  /** Where it is mounted. */
  public Path mountPoint() {
    return mountPoint;
  }

  /** Stops the filesystem as a power cut does: nothing that was not forced reaches the disk. */
  public void cutPower() {
    Shell.ok(List.of("xfs_io", "-x", "-c", "shutdown", mountPoint.toString()));
  }

  /** Unmounts and mounts again: the journal is replayed. No process may still use it. */
  public void remount() {
    unmount();
    mount();
  }

  /** Changes mount options, such as {@code ro}. */
  public void remountWith(String options) {
    Shell.ok(List.of("mount", "-o", "remount," + options, mountPoint.toString()));
  }

  @Override
  public void close() {
    unmount();
    try {
      Files.deleteIfExists(image);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void mount() {
    Shell.ok(List.of("mount", "-o", "loop", image.toString(), mountPoint.toString()));
  }

  // A process just killed may hold it for a moment longer.
  private void unmount() {
    Shell.Output output = new Shell.Output(0, "");
    for (int attempt = 0; attempt < 50; attempt++) {
      output = Shell.run(Duration.ofSeconds(30), List.of("umount", mountPoint.toString()));
      if (output.status() == 0) {
        return;
      }
      Shell.ok(List.of("sleep", "0.1"));
    }
    throw new AssertionError("cannot unmount " + mountPoint + ": " + output.text());
  }
}

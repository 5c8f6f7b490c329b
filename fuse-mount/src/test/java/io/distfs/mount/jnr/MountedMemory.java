package io.distfs.mount.jnr;

import io.distfs.mount.memory.MemoryVfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A real mount of a {@link MemoryVfs} in a folder of its own, unmounted and removed at close. */
final class MountedMemory implements AutoCloseable {
  private static final Duration END_MAX = Duration.ofSeconds(20);
  private static final int THREADS = 4;

  final MemoryVfs vfs = new MemoryVfs();
  final Path root;
  private final FuseMount mount;

  MountedMemory() throws IOException {
    this(1.0);
  }

  /** A mount whose kernel may answer by itself for that long. */
  MountedMemory(double timeoutSeconds) throws IOException {
    root = Files.createTempDirectory("distfs-mount-test");
    List<String> options =
        List.of("fsname=memory", "subtype=distfs", "default_permissions", "allow_other");
    FuseSettings settings =
        new FuseSettings(root.toString(), options, THREADS, timeoutSeconds, timeoutSeconds, false);
    mount = FuseMount.open(settings, vfs);
  }

  @Override
  public void close() throws IOException {
    try {
      Shell.run("umount " + root + " || fusermount -u " + root);
      if (!mount.awaitEnd(END_MAX)) {
        throw new IllegalStateException("the mount did not end: " + root);
      }
      mount.close();
      Files.delete(root);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

package io.distfs.mount.mounted;

import io.distfs.mount.adapter.AdapterKind;
import io.distfs.mount.adapter.FuseAdapter;
import io.distfs.mount.adapter.FuseSettings;
import io.distfs.mount.direct.DirectMount;
import io.distfs.mount.jnr.FuseMount;
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
  final FuseAdapter mount;

  MountedMemory(AdapterKind adapter) throws IOException {
    this(adapter, Duration.ofSeconds(1));
  }

  /** A mount whose kernel may answer by itself for that long. */
  MountedMemory(AdapterKind adapter, Duration timeout) throws IOException {
    root = Files.createTempDirectory("distfs-mount-test");
    FuseSettings settings =
        new FuseSettings(
            root.toString(),
            "memory",
            List.of("default_permissions", "allow_other"),
            THREADS,
            timeout,
            timeout,
            false);
    mount =
        switch (adapter) {
          case DIRECT -> DirectMount.open(settings, vfs);
          case JNR -> FuseMount.open(settings, vfs);
        };
  }

  @Override
  public void close() throws IOException {
    try {
      Shell.run(
          "! findmnt -n " + root + " >/dev/null || umount " + root + " || fusermount -u " + root);
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

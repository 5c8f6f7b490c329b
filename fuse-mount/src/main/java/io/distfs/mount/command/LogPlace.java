package io.distfs.mount.command;

import java.nio.file.Path;

/** Where a mount in the background logs unless told otherwise. Stateless. */
final class LogPlace {
  private LogPlace() {}

  /** For /mnt/distfs: {@code mount-mnt-distfs.log}. */
  static Path of(Path mountPoint, boolean root) {
    String name = mountPoint.toString().substring(1).replace('/', '-');
    String file = "mount-" + (name.isEmpty() ? "root" : name) + ".log";
    return root
        ? Path.of("/var/log/distfs", file)
        : Path.of(System.getProperty("user.home"), ".local/state/distfs", file);
  }
}

package io.distfs.mount.command;

import io.distfs.shared.error.FsException;

/**
 * The exit codes of distfs-mount. Those up to 32 mean what mount(8) says they mean, because it
 * hands them on.
 */
public final class ExitCodes {
  /** Mounted; or, in the foreground, unmounted again with everything saved. */
  public static final int OK = 0;

  /** The command line or the configuration is wrong. */
  public static final int USAGE = 1;

  /** Something of the system is missing or failed: libfuse 2, a file, memory. */
  public static final int SYSTEM = 2;

  /** A fault in DistFS itself; the log has the stack. */
  public static final int INTERNAL = 4;

  /** The mount point cannot be used, or the kernel refused to mount. */
  public static final int MOUNT_FAILED = 32;

  /** No server answered. */
  public static final int NO_SERVER = 33;

  /** Unmounted, but something that was written could not be saved; the log names it. */
  public static final int UNSAVED_DATA = 35;

  private ExitCodes() {}

  /** The code for an error while starting. */
  static int of(FsException error) {
    return switch (error.errno()) {
      case EINVAL -> USAGE;
      case ENOENT, ENOTDIR, ENOTEMPTY, EACCES, EBUSY, EPERM, ENXIO -> MOUNT_FAILED;
      case ETIMEDOUT, EHOSTDOWN -> NO_SERVER;
      default -> SYSTEM;
    };
  }
}

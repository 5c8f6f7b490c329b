package io.distfs.server.command;

import io.distfs.shared.error.FsException;

/** Exit codes of {@code distfs-server}; numbers are never given to another meaning. */
final class ExitCodes {
  /** Stopped as asked; or, after {@code format}, the folder is formatted. */
  static final int OK = 0;

  /** A fault in DistFS itself, or the state cannot be applied any more; the log has the stack. */
  static final int INTERNAL = 1;

  /** The command line or the configuration is wrong. */
  static final int USAGE = 2;

  /** The data folder cannot be used: not formatted, in use, another cluster's, not writable. */
  static final int FOLDER = 3;

  /** The address cannot be listened on. */
  static final int ADDRESS = 4;

  /** The disk or the system failed. */
  static final int SYSTEM = 5;

  /** Asked to stop, but could not end in time; what was acknowledged is safe. */
  static final int STOP_TOO_SLOW = 6;

  private ExitCodes() {}

  /** The code for an error while starting. */
  static int of(FsException error) {
    return switch (error.errno()) {
      case EINVAL, EOPNOTSUPP -> USAGE;
      case ENOENT, EEXIST, ENOTEMPTY, EBUSY, EACCES, EROFS, EPROTO -> FOLDER;
      case ENXIO, EHOSTDOWN, ETIMEDOUT -> ADDRESS;
      default -> SYSTEM;
    };
  }
}

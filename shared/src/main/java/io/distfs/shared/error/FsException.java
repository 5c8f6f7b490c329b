package io.distfs.shared.error;

import org.jspecify.annotations.Nullable;

/**
 * An operating error: something expected that can go wrong, as an errno and a message with the
 * values in it. Mapped to the kernel's errno once, at the FUSE edge. Broken invariants are {@link
 * IllegalStateException}s, never this.
 */
public final class FsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Errno errno;
  private final String detail;

  /** An error with its errno and a message that names the values. */
  public FsException(Errno errno, String message) {
    this(errno, message, null);
  }

  /** An error caused by another exception. */
  public FsException(Errno errno, String message, @Nullable Throwable cause) {
    super(errno + ": " + message, cause, true, isSurprising(errno));
    this.errno = errno;
    this.detail = message;
  }

  /**
   * Whether the place it comes from is worth knowing. Most are answers of a filesystem, thousands a
   * second: no such file, no such attribute. Walking the stack would cost more than the answer.
   */
  private static boolean isSurprising(Errno errno) {
    return switch (errno) {
      case ENOENT, EEXIST, ENODATA, ENOTDIR, EISDIR, ENOTEMPTY, EACCES, EPERM, EAGAIN -> false;
      default -> true;
    };
  }

  /** The errno, never {@link Errno#OK}. */
  public Errno errno() {
    return errno;
  }

  /** The message without the errno in front: what travels beside it. */
  public String detail() {
    return detail;
  }
}

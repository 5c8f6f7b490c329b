package io.distfs.integration.syscall;

/** A system call answered an error. */
public final class FailedCall extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int errno;

  FailedCall(SystemCall call, int errno) {
    super(call.name().toLowerCase(java.util.Locale.ROOT) + ": " + LinuxError.name(errno));
    this.errno = errno;
  }

  /** The error's number. */
  public int errno() {
    return errno;
  }
}

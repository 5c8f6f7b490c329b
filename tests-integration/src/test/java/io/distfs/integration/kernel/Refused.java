package io.distfs.integration.kernel;

import io.distfs.integration.syscall.LinuxError;

/** The kernel refuses a call by itself, without having asked the filesystem. */
final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final LinuxError error;

  Refused(LinuxError error) {
    super(error.name(), null, false, false);
    this.error = error;
  }

  LinuxError error() {
    return error;
  }

  static void when(boolean condition, LinuxError error) {
    if (condition) {
      throw new Refused(error);
    }
  }
}

package io.distfs.server.reference;

import io.distfs.shared.error.Errno;

/** The model refuses a command; it checks everything before it changes anything. */
final class ModelFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Errno errno;

  ModelFailure(Errno errno) {
    super(errno.words());
    this.errno = errno;
  }

  Errno errno() {
    return errno;
  }

  static void unless(boolean condition, Errno errno) {
    if (!condition) {
      throw new ModelFailure(errno);
    }
  }
}

package io.distfs.server.namespace;

import io.distfs.shared.error.Errno;

/**
 * A command is refused with an errno; what it changed so far is undone. Carries no stack trace:
 * refusals are ordinary results on the hot path.
 */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Errno errno;

  Refusal(Errno errno) {
    super(errno.words(), null, false, false);
    this.errno = errno;
  }

  Errno errno() {
    return errno;
  }

  /** Refuses if the condition holds. */
  static void when(boolean condition, Errno errno) {
    if (condition) {
      throw new Refusal(errno);
    }
  }
}

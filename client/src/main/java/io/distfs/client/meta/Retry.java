package io.distfs.client.meta;

import io.distfs.shared.error.Errno;

/** Which failures of a call say nothing about the request itself. */
final class Retry {
  private Retry() {}

  /** Whether another attempt, perhaps elsewhere, may succeed. */
  static boolean isWorthwhile(Errno errno) {
    return switch (errno) {
      case EAGAIN, EHOSTDOWN, ETIMEDOUT, EBUSY -> true;
      default -> false;
    };
  }
}

package io.distfs.server.metadata;

/**
 * Decides how long the first commands of an entry wait for others to go with them. Who sends one
 * command after the other sends the next soon after it was told of the last; if the entry left
 * without it, two groups of senders would take turns with entries half as full, and an entry costs
 * the same whatever it holds. So as many are waited for as were under way when the last entry
 * landed, for a fraction of what an entry takes; a sender on its own is never kept waiting.
 *
 * <p>Pure. Confined to its user's lock.
 */
final class Companions {
  /** Longest wait. */
  static final long WAIT_NANOS_MAX = 1_000_000;

  /** Shortest wait: below, a timer costs more than it brings. */
  static final long WAIT_NANOS_MIN = 50_000;

  private int awaited;
  private long patienceNanos = WAIT_NANOS_MAX;
  private long waitNanos;

  /**
   * An entry landed.
   *
   * @param told commands it held
   * @param queued commands that wait for the next
   * @param flightNanos how long it took
   */
  void landed(int told, int queued, long flightNanos) {
    awaited = told + queued;
    waitNanos = Math.min(patienceNanos, flightNanos / 2);
  }

  /** Whether so many need not wait. */
  boolean suffice(int queued) {
    return queued >= awaited || waitNanos < WAIT_NANOS_MIN;
  }

  /** How long fewer are to wait. */
  long waitNanos() {
    return waitNanos;
  }

  /** All came in time: the next wait may be longer again. */
  void came() {
    patienceNanos = Math.min(WAIT_NANOS_MAX, 2 * patienceNanos);
  }

  /** Time was up: these senders take longer than that, or have ended. */
  void stayedAway() {
    patienceNanos = Math.max(WAIT_NANOS_MIN, patienceNanos / 2);
    awaited = 0;
  }
}

package io.distfs.client.clock;

import java.time.Duration;

/** A point in time by which something ends. Immutable. */
public final class Deadline {
  private final ClientClock clock;
  private final long endNanos;

  private Deadline(ClientClock clock, long endNanos) {
    this.clock = clock;
    this.endNanos = endNanos;
  }

  /** So long from now. */
  public static Deadline in(ClientClock clock, Duration duration) {
    return new Deadline(clock, clock.nanos() + duration.toNanos());
  }

  /** Whether the time is over. */
  public boolean passed() {
    return leftNanos() <= 0;
  }

  /** Nanoseconds left, zero or less when passed. */
  public long leftNanos() {
    return endNanos - clock.nanos();
  }

  /** The time left but at most {@code limit}, at least a millisecond. */
  public Duration leftAtMost(Duration limit) {
    long left = Math.max(1_000_000L, leftNanos());
    return left < limit.toNanos() ? Duration.ofNanos(left) : limit;
  }
}

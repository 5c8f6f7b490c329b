package io.distfs.shared.fs;

/**
 * Point in time as {@code struct timespec}: seconds since the epoch and 0..999,999,999 nanoseconds.
 */
public record Timestamp(long seconds, int nanos) implements Comparable<Timestamp> {
  private static final int NANOS_PER_SECOND = 1_000_000_000;

  /** The epoch. */
  public static final Timestamp EPOCH = new Timestamp(0, 0);

  public Timestamp {
    if (nanos < 0 || nanos >= NANOS_PER_SECOND) {
      throw new IllegalArgumentException("nanoseconds out of range: " + nanos);
    }
  }

  /** The time that many nanoseconds after (or, negative, before) the epoch. */
  public static Timestamp ofEpochNanos(long nanos) {
    return new Timestamp(
        Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
  }

  /** The next representable point in time. */
  public Timestamp plusOneNano() {
    return nanos == NANOS_PER_SECOND - 1
        ? new Timestamp(seconds + 1, 0)
        : new Timestamp(seconds, nanos + 1);
  }

  @Override
  public int compareTo(Timestamp other) {
    int bySeconds = Long.compare(seconds, other.seconds);
    return bySeconds != 0 ? bySeconds : Integer.compare(nanos, other.nanos);
  }
}

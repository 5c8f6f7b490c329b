package io.distfs.benchmark.mount;

import java.util.Arrays;

/** Latencies of single operations, in nanoseconds, up to a fixed number. Not thread-safe. */
public final class Latencies {
  private final long[] nanos;
  private int count;

  /** Room for so many. */
  public Latencies(int countMax) {
    this.nanos = new long[countMax];
  }

  /** Adds one; false if full. */
  public boolean add(long value) {
    if (count == nanos.length) {
      return false;
    }
    nanos[count++] = value;
    return true;
  }

  /** How many were added. */
  public int count() {
    return count;
  }

  /** Whether one more can be added. */
  public boolean hasRoom() {
    return count < nanos.length;
  }

  /** Sum of all. */
  public long sumNanos() {
    return Arrays.stream(nanos, 0, count).sum();
  }

  /**
   * The smallest value that at least so many percent do not exceed (nearest rank); 0 if none were
   * added.
   */
  public long percentile(int percent) {
    if (count == 0) {
      return 0;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(percent / 100.0 * count);
    return sorted[Math.max(0, rank - 1)];
  }
}

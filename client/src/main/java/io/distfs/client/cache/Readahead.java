package io.distfs.client.cache;

import org.jspecify.annotations.Nullable;

/**
 * Decides what to read ahead of a reader: nothing for a random one, more and more for a sequential
 * one. Pure. Confined to its user's lock.
 *
 * <p>The kernel's own readahead sends requests slightly out of order; a read near the expected
 * place counts as sequential. When a reader jumps away from data fetched for it, the window it may
 * reach is halved, and grows back while later fetches are used.
 */
public final class Readahead {
  /** First window, and the least one after waste. */
  public static final int WINDOW_BYTES_MIN = 256 << 10;

  /** Reads in a row before anything is fetched ahead; one that begins at 0 counts twice. */
  private static final int STREAK_MIN = 2;

  private static final int NEAR_BYTES = 1 << 20;

  private final int windowBytesMax;
  private int windowBytesCap;
  private int windowBytes;
  private int streak;
  private long expected;
  private long fetchedTo;

  /** Never more than so many bytes ahead. */
  public Readahead(int windowBytesMax) {
    this.windowBytesMax = windowBytesMax;
    this.windowBytesCap = windowBytesMax;
  }

  /** Bytes to fetch. */
  public record Range(long offset, long end) {}

  /** A read is about to happen; gives back what to fetch ahead now, or null. */
  public @Nullable Range onRead(long offset, int length) {
    long end = offset + length;
    boolean near = Math.abs(offset - expected) <= NEAR_BYTES;
    boolean sequential = offset == expected || (near && streak >= STREAK_MIN);
    if (!sequential) {
      jumped();
      expected = end;
      return null;
    }
    streak += offset == 0 ? STREAK_MIN : 1;
    expected = Math.max(expected, end);
    if (streak < STREAK_MIN) {
      return null;
    }
    if (fetchedTo >= expected + windowBytes / 2 && windowBytes > 0) {
      return null;
    }
    windowBytes = Math.min(windowBytesCap, Math.max(WINDOW_BYTES_MIN, 2 * windowBytes));
    windowBytesCap = Math.min(windowBytesMax, Math.max(windowBytesCap, 2 * windowBytes));
    long from = Math.max(fetchedTo, expected);
    long to = expected + windowBytes;
    fetchedTo = to;
    return to > from ? new Range(from, to) : null;
  }

  /** Whether reads come in order now. */
  public boolean sequential() {
    return streak >= STREAK_MIN;
  }

  /** The window now, for tests and people. */
  public int windowBytes() {
    return windowBytes;
  }

  private void jumped() {
    boolean wasted = fetchedTo > expected;
    if (wasted) {
      windowBytesCap = Math.max(WINDOW_BYTES_MIN, windowBytesCap / 2);
    }
    streak = 0;
    windowBytes = 0;
    fetchedTo = 0;
  }
}

package io.distfs.integration.syscall;

import java.util.Comparator;

/** A time of a file. */
public record Time(long seconds, long nanos) implements Comparable<Time> {
  /** For utimensat(2): the present time. */
  public static final Time NOW = new Time(0, (1L << 30) - 1);

  /** For utimensat(2): leave as it is. */
  public static final Time OMIT = new Time(0, (1L << 30) - 2);

  private static final Comparator<Time> ORDER =
      Comparator.comparingLong(Time::seconds).thenComparingLong(Time::nanos);

  @Override
  public int compareTo(Time other) {
    return ORDER.compare(this, other);
  }

  /** Whether it is later than the other. */
  public boolean isAfter(Time other) {
    return compareTo(other) > 0;
  }
}

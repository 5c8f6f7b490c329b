package io.distfs.cli.view;

import java.util.Locale;

/** Sizes and counts as people read them. */
public final class Units {
  private static final String[] BINARY = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  private static final int STEP = 1024;

  private Units() {}

  /** A size in the largest binary unit that keeps at least one digit before the point. */
  public static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= STEP && unit < BINARY.length - 1) {
      value /= STEP;
      unit++;
    }
    return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, BINARY[unit]);
  }

  /** A count with thousands separated by commas. */
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** An age in the unit that fits. */
  public static String age(long millis) {
    return millis < 10_000
        ? String.format(Locale.ROOT, "%.1f s", millis / 1000.0)
        : millis / 1000 + " s";
  }
}

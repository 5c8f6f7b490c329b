package io.distfs.server.block.format;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The integers of a block file: little-endian, at any alignment. */
public final class LittleEndian {
  /** A 32-bit integer. */
  public static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** A 64-bit integer. */
  public static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private LittleEndian() {}
}

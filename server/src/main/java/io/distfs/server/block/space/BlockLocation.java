package io.distfs.server.block.space;

/**
 * Where a block is, packed into a long because there is one per block: never 0.
 *
 * <pre>
 * 63        62        46 45       22 21          0
 * [ 1 : 1 | file : 17  | unit : 24  | length-1 : 22 ]
 * </pre>
 *
 * 17 bits of files of 1 GiB are 128 TiB for one store.
 */
public final class BlockLocation {
  /** What a lookup says when the block is not here. */
  public static final long NONE = 0;

  /** Greatest number of a file. */
  public static final int FILE_MAX = (1 << 17) - 1;

  private static final int LENGTH_BITS = 22;
  private static final int UNIT_BITS = 24;
  private static final int FILE_SHIFT = LENGTH_BITS + UNIT_BITS;

  private BlockLocation() {}

  /** Packs a location. */
  public static long of(int file, int unit, int length) {
    if (file < 0
        || file > FILE_MAX
        || unit < 0
        || unit >>> UNIT_BITS != 0
        || length < 1
        || (length - 1) >>> LENGTH_BITS != 0) {
      throw new IllegalArgumentException(
          "location out of range: file %d unit %d length %d".formatted(file, unit, length));
    }
    return 1L << (Long.SIZE - 1)
        | (long) file << FILE_SHIFT
        | (long) unit << LENGTH_BITS
        | (length - 1);
  }

  /** Number of the block file. */
  public static int file(long location) {
    return (int) (location >>> FILE_SHIFT) & FILE_MAX;
  }

  /** First unit. */
  public static int unit(long location) {
    return (int) (location >>> LENGTH_BITS) & ((1 << UNIT_BITS) - 1);
  }

  /** Bytes. */
  public static int length(long location) {
    return ((int) location & ((1 << LENGTH_BITS) - 1)) + 1;
  }
}

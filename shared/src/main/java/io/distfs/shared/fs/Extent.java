package io.distfs.shared.fs;

import io.distfs.shared.id.BlockId;

/**
 * A run of a file's bytes that lies in one block. Ranges no extent covers are holes.
 *
 * @param offset first byte in the file
 * @param length bytes, 1..{@link #BLOCK_BYTES_MAX}
 * @param block the immutable block that holds them
 * @param blockOffset where in the block they begin
 */
public record Extent(long offset, int length, BlockId block, int blockOffset) implements Segment {
  /** Greatest length of a block: 4 MiB. */
  public static final int BLOCK_BYTES_MAX = 4 << 20;

  public Extent {
    if (offset < 0
        || length < 1
        || blockOffset < 0
        || blockOffset > BLOCK_BYTES_MAX - length
        || offset > Long.MAX_VALUE - length) {
      throw new IllegalArgumentException(
          "extent out of range: offset="
              + offset
              + " length="
              + length
              + " blockOffset="
              + blockOffset);
    }
  }
}

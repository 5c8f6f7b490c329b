package io.distfs.shared.message;

import io.distfs.shared.fs.Checksums;
import io.distfs.shared.id.BlockId;
import java.util.List;

/**
 * Asks where blocks lie on the server's disk, for a client on the same machine that may read the
 * files by itself. EOPNOTSUPP: the server's blocks are in no files.
 *
 * @param blocks 1 to {@link #BLOCKS_MAX}
 */
public record BlockLocate(List<BlockId> blocks) {
  /** Most blocks asked for at once. */
  public static final int BLOCKS_MAX = 16;

  public BlockLocate {
    blocks = List.copyOf(blocks);
    if (blocks.isEmpty() || blocks.size() > BLOCKS_MAX) {
      throw new IllegalArgumentException(blocks.size() + " blocks, want 1 to " + BLOCKS_MAX);
    }
  }

  /**
   * The place of a block. Nothing holds it there: what is read is only known to be the block once
   * its checksums match, and these once they match the one in the namespace.
   *
   * @param file absolute path, as the server's process sees it
   * @param offset of the block's first byte in the file
   * @param checksums CRC32C of each 4 KiB unit of the block, as the writer made them
   */
  public record Place(BlockId block, String file, long offset, Checksums checksums) {}

  /** The reply: the places of those blocks that are here and not damaged. */
  public record Reply(List<Place> places) {
    public Reply {
      places = List.copyOf(places);
    }
  }
}

package io.distfs.shared.message;

import io.distfs.shared.fs.Checksums;
import io.distfs.shared.fs.Extent;
import io.distfs.shared.id.BlockId;

/**
 * Asks for a range of a block. The range is widened to whole 4 KiB units (clipped at the block's
 * end), so that the client can verify it. ENOENT: not here, ask for the block's servers again. EIO:
 * the copy here is damaged.
 */
public record BlockRead(BlockId block, int offset, int length) {
  public BlockRead {
    if (offset < 0 || length < 1 || offset > Extent.BLOCK_BYTES_MAX - length) {
      throw new IllegalArgumentException(
          "range out of a block: offset=" + offset + " length=" + length);
    }
  }

  /**
   * The reply; the payload holds the bytes.
   *
   * @param offset first byte of the payload within the block, a multiple of 4096
   * @param checksums CRC32C of each 4 KiB unit of the payload, as the writer made them
   */
  public record Reply(int offset, Checksums checksums) {}
}

package io.distfs.shared.message;

import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.Checksums;
import io.distfs.shared.fs.Extent;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.ServerId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One piece of a block on its way along a chain of servers; its bytes are the message's payload.
 * Pieces go in order over one connection, so that each server forwards a piece while it receives
 * the next. Only the last one is answered, when it is forced (or not) everywhere down the chain.
 *
 * @param length of the whole block, 1..4 MiB
 * @param offset of the piece in the block, a multiple of 4096
 * @param checksums CRC32C of each 4 KiB of the piece, made by the writing client
 * @param chain the servers after the receiver, in order
 * @param hint inode and file offset, for a recovery without metadata
 */
public record BlockPiece(
    BlockId block, int length, int offset, Checksums checksums, List<ServerId> chain, Hint hint) {
  /** Greatest number of bytes in one piece: 512 KiB. */
  public static final int BYTES_MAX = 512 << 10;

  private static final int UNITS_MAX = BYTES_MAX / BlockInfo.CHECKSUM_UNIT_BYTES;

  public BlockPiece {
    chain = List.copyOf(chain);
    if (length < 1
        || length > Extent.BLOCK_BYTES_MAX
        || offset < 0
        || offset >= length
        || offset % BlockInfo.CHECKSUM_UNIT_BYTES != 0) {
      throw new IllegalArgumentException(
          "piece out of range: offset=" + offset + " in a block of " + length);
    }
    int unitsLeft = Math.ceilDiv(length - offset, BlockInfo.CHECKSUM_UNIT_BYTES);
    if (checksums.count() < 1 || checksums.count() > Math.min(unitsLeft, UNITS_MAX)) {
      throw new IllegalArgumentException(
          "piece with " + checksums.count() + " checksums, " + unitsLeft + " units left");
    }
  }

  /** For whom the block was written; true when written, not maintained. */
  public record Hint(InodeId inode, long fileOffset, long timeMillis) {}

  /**
   * The reply to the last piece.
   *
   * @param forced the servers that have forced the block, in chain order
   * @param failed the first server of the chain that did not in time, or null if all did
   */
  public record Reply(List<ServerId> forced, @Nullable ServerId failed) {
    public Reply {
      forced = List.copyOf(forced);
    }
  }
}

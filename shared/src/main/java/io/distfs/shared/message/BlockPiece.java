package io.distfs.shared.message;

import io.distfs.shared.fs.Checksums;
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

  public BlockPiece {
    chain = List.copyOf(chain);
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

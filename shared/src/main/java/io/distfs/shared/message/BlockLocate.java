package io.distfs.shared.message;

import io.distfs.shared.fs.Checksums;
import io.distfs.shared.id.BlockId;

/**
 * Asks where a block lies on the server's disk, for a client on the same machine that may read the
 * file by itself. ENOENT: not here. EOPNOTSUPP: not in a file. EIO: the copy here is damaged.
 */
public record BlockLocate(BlockId block) {
  /**
   * The reply. Nothing holds the block there: what is read is only known to be the block once its
   * checksums match, and these once they match the one in the namespace.
   *
   * @param file absolute path, as the server's process sees it
   * @param offset of the block's first byte in the file
   * @param checksums CRC32C of each 4 KiB unit of the block, as the writer made them
   */
  public record Reply(String file, long offset, Checksums checksums) {}
}

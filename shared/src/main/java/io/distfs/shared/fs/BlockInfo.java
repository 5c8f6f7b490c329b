package io.distfs.shared.fs;

import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.ServerId;
import java.util.List;

/**
 * What the block table says of one block.
 *
 * @param length bytes, 1..{@link Extent#BLOCK_BYTES_MAX}
 * @param checksum CRC32C over the block's CRC32Cs (one per 4 KiB, little-endian, in order)
 * @param servers which servers have forced it, 1..{@link #REPLICAS_MAX}, distinct
 * @param replicasWanted how many there should be; more than {@code servers} means repair is due
 */
public record BlockInfo(
    BlockId block, int length, int checksum, List<ServerId> servers, int replicasWanted) {
  /** Greatest number of replicas. */
  public static final int REPLICAS_MAX = 7;

  /** Bytes each checksum of a block covers. */
  public static final int CHECKSUM_UNIT_BYTES = 4096;

  public BlockInfo {
    servers = List.copyOf(servers);
    if (length < 1 || length > Extent.BLOCK_BYTES_MAX) {
      throw new IllegalArgumentException("block length out of range: " + length);
    }
    if (servers.isEmpty() || servers.size() > REPLICAS_MAX) {
      throw new IllegalArgumentException("block with " + servers.size() + " servers");
    }
    for (int i = 1; i < servers.size(); i++) {
      if (servers.subList(0, i).contains(servers.get(i))) {
        throw new IllegalArgumentException("block with a server twice: " + servers);
      }
    }
    if (replicasWanted < 1 || replicasWanted > REPLICAS_MAX) {
      throw new IllegalArgumentException("block that wants " + replicasWanted + " replicas");
    }
  }
}

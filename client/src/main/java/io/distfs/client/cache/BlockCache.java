package io.distfs.client.cache;

import io.distfs.shared.id.BlockId;
import java.nio.ByteBuffer;

/**
 * Bytes of blocks read lately, off the heap, within a hard limit. Blocks never change, so nothing
 * here is ever stale. Thread-safe: pages are spread over shards with a lock each, under which bytes
 * are copied, so a page never goes away under a reader.
 */
public final class BlockCache {
  /** Bytes of one page. */
  public static final int PAGE_BYTES = 128 << 10;

  private static final int SHARDS_MAX = 16;

  private final BlockCacheShard[] shards;

  /** A cache of at most so many bytes; memory is taken as it is needed. */
  public BlockCache(long bytesMax) {
    int pages = (int) Math.min(Integer.MAX_VALUE, bytesMax / PAGE_BYTES);
    int count = Math.max(1, Math.min(SHARDS_MAX, pages / 16));
    this.shards = new BlockCacheShard[count];
    for (int i = 0; i < count; i++) {
      shards[i] = new BlockCacheShard(Math.max(1, pages / count));
    }
  }

  /**
   * Copies bytes from an offset on into the destination, as far as they are here without a gap.
   *
   * @return how many, 0 if the first is missing
   */
  public int copy(BlockId block, int offset, ByteBuffer destination) {
    int copied = 0;
    while (destination.hasRemaining()) {
      int page = (offset + copied) / PAGE_BYTES;
      int got = shard(block, page).copy(block, offset + copied, destination);
      copied += got;
      boolean pageEnded = (offset + copied) % PAGE_BYTES == 0;
      if (got == 0 || !pageEnded) {
        break;
      }
    }
    return copied;
  }

  /** Whether a byte is here. */
  public boolean has(BlockId block, int offset) {
    return shard(block, offset / PAGE_BYTES).has(block, offset);
  }

  /**
   * Takes bytes in.
   *
   * @param offset of the first byte in the block, a multiple of 4096
   * @param blockLength of the whole block: its last unit may be shorter than 4096
   */
  public void put(BlockId block, int blockLength, int offset, ByteBuffer[] bytes) {
    int at = offset;
    for (ByteBuffer buffer : bytes) {
      ByteBuffer rest = buffer.duplicate();
      while (rest.hasRemaining()) {
        int room = PAGE_BYTES - at % PAGE_BYTES;
        int take = Math.min(room, rest.remaining());
        ByteBuffer part = rest.slice(rest.position(), take);
        shard(block, at / PAGE_BYTES).put(block, blockLength, at, part);
        rest.position(rest.position() + take);
        at += take;
      }
    }
  }

  /** Bytes of memory taken now. */
  public long allocatedBytes() {
    long sum = 0;
    for (BlockCacheShard shard : shards) {
      sum += shard.allocatedBytes();
    }
    return sum;
  }

  private BlockCacheShard shard(BlockId block, int page) {
    long hash = (block.value() * 31 + page) * 0x9E3779B97F4A7C15L;
    return shards[(int) ((hash >>> 40) % shards.length)];
  }
}

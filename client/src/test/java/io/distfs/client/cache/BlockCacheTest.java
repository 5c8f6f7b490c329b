package io.distfs.client.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.distfs.shared.id.BlockId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlockCacheTest {
  private static final int BLOCK_BYTES = 1_000_003;

  @Test
  void memoryStaysWithinTheLimitAndBytesAreRight() {
    long limit = 4 << 20;
    BlockCache cache = new BlockCache(limit);
    byte[][] blocks = new byte[20][BLOCK_BYTES];
    Random random = new Random(7);
    for (byte[] block : blocks) {
      random.nextBytes(block);
    }
    int hits = 0;
    for (int i = 0; i < 3000; i++) {
      int which = random.nextInt(blocks.length);
      int unit = random.nextInt(BLOCK_BYTES / 4096 + 1);
      int from = unit * 4096;
      int length = Math.min(BLOCK_BYTES - from, (1 + random.nextInt(60)) * 4096);
      ByteBuffer back = ByteBuffer.allocate(length);
      int got = cache.copy(new BlockId(which), from, back);
      hits += got > 0 ? 1 : 0;
      assertThat(Arrays.equals(back.array(), 0, got, blocks[which], from, from + got)).isTrue();
      ByteBuffer[] bytes = {ByteBuffer.wrap(blocks[which], from, length)};
      cache.put(new BlockId(which), BLOCK_BYTES, from, bytes);
      assertThat(cache.allocatedBytes()).isLessThanOrEqualTo(limit);
    }
    assertThat(hits).isGreaterThan(100);
  }

  @Test
  void aReadStopsWhereBytesAreMissing() {
    BlockCache cache = new BlockCache(4 << 20);
    BlockId block = new BlockId(1);
    ByteBuffer[] one = {ByteBuffer.wrap(new byte[4096])};
    cache.put(block, 100_000, 4096, one);
    assertThat(cache.copy(block, 0, ByteBuffer.allocate(100))).isZero();
    assertThat(cache.copy(block, 5000, ByteBuffer.allocate(8000))).isEqualTo(3192);
    assertThat(cache.has(block, 8191)).isTrue();
    assertThat(cache.has(block, 8192)).isFalse();
  }
}

package io.distfs.server.block;

import io.distfs.server.block.medium.BlockFileMedium;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A block file in memory whose unforced changes a crash keeps, drops or tears as the dice say, by
 * page of 4 KiB or by sector of 512 B. Confined to one thread.
 */
final class FaultyMedium implements BlockFileMedium {
  private static final int PAGE_BYTES = 4096;
  private static final int SECTOR_BYTES = 512;

  private final String name;
  private final byte[] cache;
  private final byte[] durable;
  private int forcesUntilFailure = Integer.MAX_VALUE;

  FaultyMedium(String name, byte[] durable) {
    this.name = name;
    this.durable = durable.clone();
    this.cache = durable.clone();
  }

  /** Lets that many more forces succeed; then the device is dead. */
  void failAfter(int forces) {
    forcesUntilFailure = forces;
  }

  /** What the kernel may do at any time: some dirty pages or sectors reach the disk. */
  void writeBackSome(RandomGenerator random) {
    for (int page = 0; page < cache.length; page += PAGE_BYTES) {
      int end = Math.min(cache.length, page + PAGE_BYTES);
      if (!Arrays.equals(cache, page, end, durable, page, end)) {
        writeBackSome(random, page, end);
      }
    }
  }

  private void writeBackSome(RandomGenerator random, int page, int end) {
    int fate = random.nextInt(3); // all, nothing, or torn
    for (int sector = page; sector < end; sector += SECTOR_BYTES) {
      if (fate == 0 || (fate == 2 && random.nextBoolean())) {
        System.arraycopy(cache, sector, durable, sector, SECTOR_BYTES);
      }
    }
  }

  /** The file as the next life finds it. */
  FaultyMedium crash(RandomGenerator random) {
    writeBackSome(random);
    return new FaultyMedium(name, durable);
  }

  @Override
  public MemorySegment memory() {
    return MemorySegment.ofArray(cache);
  }

  @Override
  public void load(long offset, int bytes) {}

  @Override
  public void write(long offset, ByteBuffer bytes) {
    bytes.get(cache, Math.toIntExact(offset), bytes.remaining());
  }

  @Override
  public void writeDirect(long offset, ByteBuffer bytes) {
    write(offset, bytes);
  }

  @Override
  public void force() throws IOException {
    if (forcesUntilFailure <= 0) {
      throw new IOException("the device is dead");
    }
    forcesUntilFailure--;
    System.arraycopy(cache, 0, durable, 0, cache.length);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void close() {
    forcesUntilFailure = 0; // whatever comes later is a bug, and fails
  }
}

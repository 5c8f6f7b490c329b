package io.distfs.server.block.space;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/**
 * Which blocks this store has, forced, and where: block id to {@link BlockLocation}. Thread-safe;
 * bounded by the store's capacity in units.
 */
public final class BlockIndex {
  private static final int SHARDS = 64;

  private final Shard[] shards = new Shard[SHARDS];

  /** An empty index. */
  public BlockIndex() {
    for (int i = 0; i < SHARDS; i++) {
      shards[i] = new Shard();
    }
  }

  /** A block's location, or {@link BlockLocation#NONE}. */
  public long get(long block) {
    return shard(block).get(block);
  }

  /**
   * Adds a block unless it is there; the location it already had, or {@link BlockLocation#NONE}.
   */
  public long putIfAbsent(long block, long location) {
    return shard(block).putIfAbsent(block, location);
  }

  /** Removes a block; the location it had, or {@link BlockLocation#NONE}. */
  public long remove(long block) {
    return shard(block).remove(block);
  }

  /** Number of blocks. */
  public long size() {
    long size = 0;
    for (Shard shard : shards) {
      size += shard.size();
    }
    return size;
  }

  /**
   * Visits every block that is there all the while, at most once; one that comes or goes meanwhile
   * may be visited or not.
   */
  public void forEach(LongConsumer visitor) {
    for (Shard shard : shards) {
      for (long block : shard.keys()) {
        visitor.accept(block);
      }
    }
  }

  private Shard shard(long block) {
    return shards[(int) ((block * 0x9E3779B97F4A7C15L) >>> 58)];
  }

  private static final class Shard {
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final LongMap map = new LongMap();

    long get(long block) {
      lock.lock();
      try {
        return map.get(block);
      } finally {
        lock.unlock();
      }
    }

    long putIfAbsent(long block, long location) {
      lock.lock();
      try {
        return map.putIfAbsent(block, location);
      } finally {
        lock.unlock();
      }
    }

    long remove(long block) {
      lock.lock();
      try {
        return map.remove(block);
      } finally {
        lock.unlock();
      }
    }

    int size() {
      lock.lock();
      try {
        return map.size();
      } finally {
        lock.unlock();
      }
    }

    long[] keys() {
      lock.lock();
      try {
        return map.keys();
      } finally {
        lock.unlock();
      }
    }
  }
}

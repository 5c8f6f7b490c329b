package io.distfs.client.block;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.client.clock.ClientClock;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Memory to read blocks into, aligned for O_DIRECT and used again: fresh memory has to be zeroed
 * and faulted in page by page. Thread-safe. What is not taken for a while is left to the collector.
 */
final class ReadBuffers {
  /** Bytes of each: the longest range read at once, widened to whole units. */
  static final int BYTES = LocalBlocks.LENGTH_MAX + LocalBlocks.PAGE_BYTES;

  /** Greatest number kept: as many spans as are kept unread, and some on their way. */
  static final int KEPT_MAX = 24;

  private static final long IDLE_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

  private final ClientClock clock;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();

  @GuardedBy("lock")
  private long takenNanos;

  ReadBuffers(ClientClock clock) {
    this.clock = clock;
  }

  /** A buffer of whatever content, to be given back. */
  ByteBuffer take() {
    ByteBuffer buffer;
    lock.lock();
    try {
      takenNanos = clock.nanos();
      buffer = free.pollLast();
    } finally {
      lock.unlock();
    }
    return buffer != null
        ? buffer.clear()
        : ByteBuffer.allocateDirect(BYTES + LocalBlocks.PAGE_BYTES)
            .alignedSlice(LocalBlocks.PAGE_BYTES);
  }

  /** Nobody uses the buffer any more. */
  void giveBack(ByteBuffer buffer) {
    lock.lock();
    try {
      if (free.size() < KEPT_MAX) {
        free.addLast(buffer);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets go of what is kept if none was taken for a while. */
  void tick() {
    lock.lock();
    try {
      if (clock.nanos() - takenNanos >= IDLE_NANOS_MAX) {
        free.clear();
      }
    } finally {
      lock.unlock();
    }
  }
}

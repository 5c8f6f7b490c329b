package io.distfs.client.file;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.client.call.BeforeWait;
import io.distfs.client.clock.Deadline;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The memory of all write buffers: chunks of fixed size off the heap, within a hard limit; writers
 * wait when it is used up. Chunks are never given back to the system, so that nothing that still
 * sends from one can touch foreign memory. Thread-safe.
 */
final class ChunkPool {
  /** Bytes of one chunk. */
  static final int CHUNK_BYTES = 64 << 10;

  private static final long WAIT_ROUND_NANOS = 50_000_000L;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition freed = lock.newCondition();
  private final int chunksMax;

  @GuardedBy("lock")
  private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();

  @GuardedBy("lock")
  private int allocated;

  /** A pool of at most so many bytes. */
  ChunkPool(long bytesMax) {
    this.chunksMax = (int) Math.max(64, bytesMax / CHUNK_BYTES);
  }

  /**
   * So many chunks at once, so that two writers never wait for each other with half of what they
   * need.
   *
   * @param onPressure called, without any lock, each time there are not enough
   * @throws FsException ETIMEDOUT if nothing came free in time
   */
  List<ByteBuffer> acquire(int count, Deadline deadline, Runnable onPressure) {
    while (true) {
      lock.lock();
      try {
        if (free.size() + chunksMax - allocated >= count) {
          return take(count);
        }
      } finally {
        lock.unlock();
      }
      if (deadline.passed()) {
        throw new FsException(
            Errno.ETIMEDOUT, "write buffer of " + chunksMax + " chunks stays full: data not saved");
      }
      onPressure.run();
      awaitFreed(count);
    }
  }

  /** Gives chunks back. */
  void release(List<ByteBuffer> chunks) {
    lock.lock();
    try {
      free.addAll(chunks);
      freed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Bytes in use now. */
  long usedBytes() {
    lock.lock();
    try {
      return (long) (allocated - free.size()) * CHUNK_BYTES;
    } finally {
      lock.unlock();
    }
  }

  /** Bytes of memory taken from the system. */
  long allocatedBytes() {
    lock.lock();
    try {
      return (long) allocated * CHUNK_BYTES;
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private List<ByteBuffer> take(int count) {
    List<ByteBuffer> taken = new ArrayList<>(count);
    while (taken.size() < count) {
      ByteBuffer chunk = free.poll();
      if (chunk == null) {
        chunk = Arena.ofAuto().allocate(CHUNK_BYTES, 4096).asByteBuffer();
        allocated++;
      }
      taken.add(chunk);
    }
    return taken;
  }

  private void awaitFreed(int count) {
    BeforeWait.waiting();
    boolean interrupted = Thread.interrupted();
    lock.lock();
    try {
      long left = WAIT_ROUND_NANOS;
      while (left > 0 && free.size() + chunksMax - allocated < count) {
        left = freed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

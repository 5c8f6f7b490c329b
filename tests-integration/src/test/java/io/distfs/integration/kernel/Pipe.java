package io.distfs.integration.kernel;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.integration.syscall.LinuxError;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Bytes on their way from writers to readers. Thread-safe; all waits are bounded. */
final class Pipe {
  private static final int BYTES_MAX = 64 << 10;
  private static final long WAIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  @GuardedBy("lock")
  private final Deque<Byte> bytes = new ArrayDeque<>();

  @GuardedBy("lock")
  private int readers;

  @GuardedBy("lock")
  private int writers;

  /**
   * Opens an end, or both: fifo(7). Waits for the other end unless told not to; a writer that shall
   * not wait is refused without a reader.
   */
  void open(boolean reads, boolean writes, boolean waits) {
    lock.lock();
    try {
      Refused.when(writes && !reads && !waits && readers == 0, LinuxError.ENXIO);
      readers += reads ? 1 : 0;
      writers += writes ? 1 : 0;
      changed.signalAll();
      long left = WAIT_NANOS_MAX;
      while (waits && reads != writes && (reads ? writers : readers) == 0) {
        Refused.when(left <= 0, LinuxError.ETIMEDOUT);
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      throw interrupted();
    } finally {
      lock.unlock();
    }
  }

  void closed(boolean reads, boolean writes) {
    lock.lock();
    try {
      readers -= reads ? 1 : 0;
      writers -= writes ? 1 : 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What is there, at least a byte, or nothing once there is no writer. */
  byte[] read(long bytesMax) {
    lock.lock();
    try {
      long left = WAIT_NANOS_MAX;
      while (bytes.isEmpty() && writers > 0) {
        Refused.when(left <= 0, LinuxError.ETIMEDOUT);
        left = changed.awaitNanos(left);
      }
      byte[] taken = new byte[(int) Math.min(bytesMax, bytes.size())];
      for (int i = 0; i < taken.length; i++) {
        taken[i] = bytes.remove();
      }
      return taken;
    } catch (InterruptedException e) {
      throw interrupted();
    } finally {
      lock.unlock();
    }
  }

  void write(byte[] more) {
    lock.lock();
    try {
      Refused.when(readers == 0, LinuxError.EPIPE);
      Refused.when(bytes.size() + more.length > BYTES_MAX, LinuxError.EAGAIN);
      for (byte b : more) {
        bytes.add(b);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static Refused interrupted() {
    Thread.currentThread().interrupt();
    return new Refused(LinuxError.EINTR);
  }
}

package io.distfs.server.cluster;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.server.namespace.Space;
import io.distfs.server.namespace.SpaceNeed;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Space that writers were told they may take, and that no report shows as used yet: it must not be
 * given away twice meanwhile. The leader's memory, never replicated; bounded, because what is
 * promised at about the same time is one entry. Thread-safe.
 *
 * <p>A promise ends when every server alive has reported since its writer must have begun: from the
 * first piece on, a block counts as used on the servers that take it.
 */
public final class SpacePromises {
  private static final long BEGUN_NANOS = 2_000_000_000L;
  private static final long TOGETHER_NANOS = 20_000_000L;

  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final ArrayDeque<Promise> open = new ArrayDeque<>();

  @GuardedBy("lock")
  private long openBytes;

  private record Promise(long nanos, long bytes) {}

  /**
   * Promises what there is room for, if there is beside what is promised already. Bytes with space
   * reserved for them are promised always, and counted, since they are taken from the servers
   * before the reservation is given up.
   *
   * @param space as of the reports
   * @param reportedNanos when the oldest of the reports came
   * @return what was left for new data, or -1 if it is too little: some of it may be counted twice
   */
  public long take(SpaceNeed need, Space space, long reportedNanos, long nowNanos) {
    lock.lock();
    try {
      end(reportedNanos);
      if (!need.fits(space, openBytes)) {
        return -1;
      }
      long left = Math.max(0, need.spareBytes(space) - openBytes);
      add(need.bytes(), nowNanos);
      return left;
    } finally {
      lock.unlock();
    }
  }

  /** What is promised and not in the reports, the oldest of which came then. */
  public long openBytes(long reportedNanos) {
    lock.lock();
    try {
      end(reportedNanos);
      return openBytes;
    } finally {
      lock.unlock();
    }
  }

  /** Forgets everything: a new leader has promised nothing. */
  public void clear() {
    lock.lock();
    try {
      open.clear();
      openBytes = 0;
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void add(long bytes, long nowNanos) {
    Promise last = open.peekLast();
    Promise promise = new Promise(nowNanos, bytes);
    if (last != null && nowNanos - last.nanos < TOGETHER_NANOS) {
      open.removeLast();
      promise = new Promise(last.nanos, last.bytes + bytes);
    }
    open.addLast(promise);
    openBytes += bytes;
  }

  @GuardedBy("lock")
  private void end(long reportedNanos) {
    while (!open.isEmpty()
        && reportedNanos - open.getFirst().nanos >= BEGUN_NANOS + TOGETHER_NANOS) {
      openBytes -= open.removeFirst().bytes;
    }
  }
}

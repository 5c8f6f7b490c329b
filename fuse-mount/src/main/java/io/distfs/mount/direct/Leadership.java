package io.distfs.mount.direct;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who may take the next request. The leader reads a request and works on it itself, and goes on
 * leading while that needs no wait; right before a wait it hands the lead on. So requests answered
 * from memory cost no change of threads, and those that wait hold nobody up. Thread-safe.
 *
 * <p>The follower that came last leads next: its caches are warm.
 */
final class Leadership {
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Deque<Follower> followers = new ArrayDeque<>();

  @GuardedBy("lock")
  private int vacant;

  @GuardedBy("lock")
  private boolean over;

  /** At most so many lead at once. */
  Leadership(int leaders) {
    this.vacant = leaders;
  }

  /** A thread that leads now and then; made by it. */
  static final class Follower {
    private final Thread thread = Thread.currentThread();
    private volatile boolean called;
  }

  /** Waits to lead; false if there is nothing to lead any more. */
  boolean acquire(Follower self) {
    self.called = false;
    lock.lock();
    try {
      if (over) {
        return false;
      }
      if (vacant > 0) {
        vacant--;
        return true;
      }
      followers.addFirst(self);
    } finally {
      lock.unlock();
    }
    while (!self.called) {
      LockSupport.park(this);
    }
    return !isOver();
  }

  /** Hands the lead on. */
  void release() {
    Follower next;
    lock.lock();
    try {
      next = followers.pollFirst();
      if (next == null) {
        vacant++;
        return;
      }
    } finally {
      lock.unlock();
    }
    next.called = true;
    LockSupport.unpark(next.thread);
  }

  /** Sends everybody home. */
  void end() {
    lock.lock();
    try {
      over = true;
      for (Follower follower : followers) {
        follower.called = true;
        LockSupport.unpark(follower.thread);
      }
      followers.clear();
    } finally {
      lock.unlock();
    }
  }

  private boolean isOver() {
    lock.lock();
    try {
      return over;
    } finally {
      lock.unlock();
    }
  }
}

package io.distfs.client.meta;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.shared.message.Result;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/** Ids granted to a session and not used yet, given out in ascending order. Thread-safe. */
final class IdGrants {
  private final ReentrantLock lock = new ReentrantLock();
  private final int lowCount;

  @GuardedBy("lock")
  private final ArrayDeque<Range> ranges = new ArrayDeque<>();

  @GuardedBy("lock")
  private long count;

  @GuardedBy("lock")
  private boolean refilling;

  private record Range(long first, long end) {}

  /** Asks for more when fewer than this many are left. */
  IdGrants(int lowCount) {
    this.lowCount = lowCount;
  }

  /** The next id, or empty if none is left. */
  OptionalLong take() {
    lock.lock();
    try {
      Range range = ranges.poll();
      if (range == null) {
        return OptionalLong.empty();
      }
      if (range.first + 1 < range.end) {
        ranges.addFirst(new Range(range.first + 1, range.end));
      }
      count--;
      return OptionalLong.of(range.first);
    } finally {
      lock.unlock();
    }
  }

  /** The next id that {@link #take} would give, or {@code Long.MAX_VALUE}. */
  long peek() {
    lock.lock();
    try {
      Range range = ranges.peek();
      return range == null ? Long.MAX_VALUE : range.first;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether the caller is to ask for more now; it ends with {@link #refilled} or {@link #failed}.
   */
  boolean beginRefill() {
    lock.lock();
    try {
      if (refilling || count >= lowCount) {
        return false;
      }
      refilling = true;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** More ids. */
  void refilled(Result.Granted granted) {
    lock.lock();
    try {
      refilling = false;
      ranges.add(new Range(granted.first(), granted.first() + granted.count()));
      count += granted.count();
    } finally {
      lock.unlock();
    }
  }

  /** No more ids this time. */
  void failed() {
    lock.lock();
    try {
      refilling = false;
    } finally {
      lock.unlock();
    }
  }
}

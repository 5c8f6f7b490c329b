package io.distfs.server.block;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Which runs of a block file are being read or written, by first unit. Thread-safe. While a run is
 * pinned its space is not given back and the file stays mapped. Bounded by the readers and writers.
 */
final class Pins {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition empty = lock.newCondition();

  @GuardedBy("lock")
  private final Map<Integer, Pin> pins = new HashMap<>();

  /** Pins the run that begins at a unit; once more for each call. */
  void pin(int unit) {
    lock.lock();
    try {
      pins.computeIfAbsent(unit, ignored -> new Pin()).count++;
    } finally {
      lock.unlock();
    }
  }

  /** Undoes one {@link #pin}; the last one runs what {@link #whenFree} left. */
  void unpin(int unit) {
    Runnable after = null;
    lock.lock();
    try {
      Pin pin = pins.get(unit);
      if (pin == null) {
        throw new IllegalStateException("unit " + unit + " is not pinned");
      }
      if (--pin.count == 0) {
        pins.remove(unit);
        after = pin.whenFree;
        if (pins.isEmpty()) {
          empty.signalAll();
        }
      }
    } finally {
      lock.unlock();
    }
    if (after != null) {
      after.run();
    }
  }

  /** Runs an action once the run is not pinned: now, or in the last {@link #unpin}. */
  void whenFree(int unit, Runnable action) {
    lock.lock();
    try {
      Pin pin = pins.get(unit);
      if (pin != null) {
        if (pin.whenFree != null) {
          throw new IllegalStateException("unit " + unit + " is given back twice");
        }
        pin.whenFree = action;
        return;
      }
    } finally {
      lock.unlock();
    }
    action.run();
  }

  /** Waits until nothing is pinned; false when it is not by then. */
  boolean awaitEmpty(long nanosMax) throws InterruptedException {
    long nanos = nanosMax;
    lock.lock();
    try {
      while (!pins.isEmpty()) {
        if (nanos <= 0) {
          return false;
        }
        nanos = empty.awaitNanos(nanos);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** A pinned run. */
  private static final class Pin {
    private int count;
    private @Nullable Runnable whenFree;
  }
}

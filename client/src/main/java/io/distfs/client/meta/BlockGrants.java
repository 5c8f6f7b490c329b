package io.distfs.client.meta;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Block ids of a session, and which of them are in use: taken, and neither named in a submitted
 * command nor given up. Grants below all of those may close, because commands apply in the order in
 * which they were submitted. Thread-safe.
 */
final class BlockGrants {
  private final ReentrantLock lock = new ReentrantLock();
  private final IdGrants ids;

  @GuardedBy("lock")
  private final TreeSet<Long> inUse = new TreeSet<>();

  BlockGrants(IdGrants ids) {
    this.ids = ids;
  }

  /** The grants themselves. */
  IdGrants ids() {
    return ids;
  }

  /** The next block id, in use from now on; empty if none is left. */
  OptionalLong take() {
    lock.lock();
    try {
      OptionalLong id = ids.take();
      if (id.isPresent()) {
        inUse.add(id.getAsLong());
      }
      return id;
    } finally {
      lock.unlock();
    }
  }

  /** The id stands in a submitted command, or never will. */
  void retire(long id) {
    lock.lock();
    try {
      inUse.remove(id);
    } finally {
      lock.unlock();
    }
  }

  /** No id below this one will be named by a command submitted later; 0 if nothing is known. */
  long closeBelow() {
    lock.lock();
    try {
      long next = ids.peek();
      long lowest = inUse.isEmpty() ? next : Math.min(next, inUse.first());
      return lowest == Long.MAX_VALUE ? 0 : lowest;
    } finally {
      lock.unlock();
    }
  }
}

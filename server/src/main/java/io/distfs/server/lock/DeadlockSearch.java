package io.distfs.server.lock;

import io.distfs.server.lock.LockWait.Owner;
import io.distfs.server.namespace.LockReader;
import io.distfs.shared.fs.FileLock;
import io.distfs.shared.message.HeldLock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks for circles of owners that wait for each other's record locks, over all sessions and
 * inodes. flock(2) has no such thing, as on Linux. One search.
 */
final class DeadlockSearch<T> {
  private final LockQueue.Granted granted;
  private final Map<Owner, List<LockWait<T>>> waiting = new HashMap<>();

  DeadlockSearch(Collection<LockWait<T>> waits, LockQueue.Granted granted) {
    this.granted = granted;
    for (LockWait<T> wait : waits) {
      if (wait.lock.kind() == FileLock.Kind.RECORD) {
        waiting.computeIfAbsent(wait.owner(), _ -> new ArrayList<>()).add(wait);
      }
    }
  }

  /** Whether who is in the way of this wait waits, through others or not, for its owner. */
  boolean isInCircle(LockWait<T> wait) {
    if (wait.lock.kind() != FileLock.Kind.RECORD) {
      return false;
    }
    Set<Owner> seen = new HashSet<>();
    ArrayDeque<Owner> next = new ArrayDeque<>(blockers(wait));
    for (Owner owner = next.poll(); owner != null; owner = next.poll()) {
      if (owner.equals(wait.owner())) {
        return true;
      }
      if (seen.add(owner)) {
        for (LockWait<T> further : waiting.getOrDefault(owner, List.of())) {
          next.addAll(blockers(further));
        }
      }
    }
    return false;
  }

  private List<Owner> blockers(LockWait<T> wait) {
    List<HeldLock> inTheWay =
        LockReader.conflicts(granted.on(wait.inode), wait.key.session(), wait.lock);
    return inTheWay.stream().map(Owner::of).distinct().toList();
  }
}

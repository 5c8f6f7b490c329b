package io.distfs.mount.memory;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.FileLock;
import io.distfs.shared.id.InodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Locks of whole ranges, never split; waiting is asking again. Thread-safe. */
final class MemoryLocks {
  private static final long ROUND_MILLIS = 10;

  private final Map<InodeId, List<FileLock>> held = new HashMap<>();

  synchronized void lock(InodeId inode, FileLock lock, boolean wait) {
    try {
      while (!set(inode, lock)) {
        if (!wait) {
          throw new FsException(Errno.EAGAIN, "locked");
        }
        wait(ROUND_MILLIS);
      }
    } catch (InterruptedException e) {
      throw new FsException(Errno.EINTR, "interrupted while waiting for a lock", e);
    }
  }

  private boolean set(InodeId inode, FileLock lock) {
    List<FileLock> locks = held.computeIfAbsent(inode, _ -> new ArrayList<>());
    for (FileLock other : locks) {
      boolean alone =
          other.mode() == FileLock.Mode.EXCLUSIVE || lock.mode() == FileLock.Mode.EXCLUSIVE;
      boolean apart = other.end() < lock.start() || other.start() > lock.end();
      boolean unlock = lock.mode() == FileLock.Mode.UNLOCK;
      if (other.kind() == lock.kind()
          && other.owner() != lock.owner()
          && alone
          && !apart
          && !unlock) {
        return false;
      }
    }
    locks.removeIf(old -> old.kind() == lock.kind() && old.owner() == lock.owner());
    if (lock.mode() != FileLock.Mode.UNLOCK) {
      locks.add(lock);
    }
    notifyAll();
    return true;
  }

  /** Every open of the file is gone. */
  synchronized void forget(InodeId inode) {
    held.remove(inode);
    notifyAll();
  }
}

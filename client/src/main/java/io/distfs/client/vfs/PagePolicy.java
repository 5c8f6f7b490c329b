package io.distfs.client.vfs;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.shared.id.InodeId;
import java.util.LinkedHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many neighbours to fetch along with a name that is looked up: none at first, many while one
 * name after the other of a directory is asked for and found. Names that do not exist are a program
 * making files, for which a page would be fetched in vain each time. Bounded. Thread-safe.
 */
final class PagePolicy {
  /** First page and largest page. */
  static final int ENTRIES_MIN = 128;

  static final int ENTRIES_MAX = 512;

  private static final int STREAK_MIN = 2;
  private static final int DIRECTORIES_MAX = 1024;

  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final LinkedHashMap<InodeId, Integer> foundInRow = new LinkedHashMap<>();

  /** How many entries to ask for along with the next name of the directory. */
  int entries(InodeId directory) {
    lock.lock();
    try {
      int streak = foundInRow.getOrDefault(directory, 0);
      if (streak < STREAK_MIN) {
        return 0;
      }
      return Math.min(ENTRIES_MAX, ENTRIES_MIN << Math.min(8, streak - STREAK_MIN));
    } finally {
      lock.unlock();
    }
  }

  /** A name of the directory was asked for, and found or not. */
  void answered(InodeId directory, boolean found) {
    lock.lock();
    try {
      int streak = foundInRow.getOrDefault(directory, 0);
      foundInRow.remove(directory);
      foundInRow.put(directory, found ? Math.min(16, streak + 1) : 0);
      if (foundInRow.size() > DIRECTORIES_MAX) {
        foundInRow.pollFirstEntry();
      }
    } finally {
      lock.unlock();
    }
  }
}

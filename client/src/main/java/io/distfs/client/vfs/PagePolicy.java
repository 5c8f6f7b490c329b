package io.distfs.client.vfs;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.shared.id.InodeId;
import java.util.LinkedHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many neighbours to fetch along with a name that is looked up: none at first, many while one
 * name after the other of a directory is asked for and found. Names that do not exist are a program
 * making files, for which a page would be fetched in vain each time. Bounded. Thread-safe.
 *
 * <p>A program that went through one directory goes through the next: then its first name brings a
 * page along too, as long as such pages turn out to be used. A path that only leads through
 * directories uses none of them, and stops it.
 */
final class PagePolicy {
  /** First page and largest page. */
  static final int ENTRIES_MIN = 128;

  static final int ENTRIES_MAX = 512;

  private static final int STREAK_MIN = 2;
  private static final int STREAK_MAX = 16;
  private static final int DIRECTORIES_MAX = 1024;

  /** Names of a page that have to be used for it to have been worth its while. */
  private static final int USED_MIN = 2;

  /** Most that is on credit: so many pages in vain, one after the other, end it. */
  private static final int CREDIT_MAX = 3;

  private static final long NONE = 0;

  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final LinkedHashMap<InodeId, Integer> foundInRow = new LinkedHashMap<>();

  /** How many pages may be fetched at the first name of a directory. */
  @GuardedBy("lock")
  private int credit;

  /** The directory whose page was fetched so last. */
  private volatile long onTrial = NONE;

  /** Its names used since. */
  private final AtomicInteger used = new AtomicInteger();

  /** How many entries to ask for along with the next name of the directory. */
  int entries(InodeId directory) {
    lock.lock();
    try {
      Integer streak = foundInRow.get(directory);
      if (streak == null) {
        return firstPage(directory);
      }
      if (streak < STREAK_MIN) {
        return 0;
      }
      return Math.min(ENTRIES_MAX, ENTRIES_MIN << Math.min(8, streak - STREAK_MIN));
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private int firstPage(InodeId directory) {
    if (onTrial != NONE) {
      credit = used.get() >= USED_MIN ? CREDIT_MAX : credit - 1;
      onTrial = NONE;
    }
    if (credit <= 0) {
      return 0;
    }
    used.set(0);
    onTrial = directory.value();
    return ENTRIES_MIN;
  }

  /** A name of the directory was asked for, and found or not. */
  void answered(InodeId directory, boolean found) {
    lock.lock();
    try {
      int streak = found ? Math.min(STREAK_MAX, foundInRow.getOrDefault(directory, 0) + 1) : 0;
      foundInRow.remove(directory);
      foundInRow.put(directory, streak);
      if (foundInRow.size() > DIRECTORIES_MAX) {
        foundInRow.pollFirstEntry();
      }
      if (streak == STREAK_MIN) {
        credit = CREDIT_MAX;
      }
    } finally {
      lock.unlock();
    }
  }

  /** A name of the directory was looked up and known. */
  void known(InodeId directory) {
    if (directory.value() == onTrial) {
      used.incrementAndGet();
    }
  }
}

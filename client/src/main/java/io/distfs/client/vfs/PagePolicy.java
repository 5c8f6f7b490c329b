package io.distfs.client.vfs;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.shared.fs.FileName;
import io.distfs.shared.id.InodeId;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How many neighbours to fetch along with a name that is looked up: none at first, many while one
 * name after the other of a directory is asked for and found. Names that do not exist are a program
 * making files, for which a page would be fetched in vain each time. Bounded. Thread-safe.
 *
 * <p>A program that went through one directory goes through the next: then its first name brings a
 * page along too. Each page is on trial: one is in vain when fewer than two names of it are looked
 * up besides the one asked for. Then the directory's next name brings none, and a few in vain in a
 * row end those of first names.
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

  /** The directory whose page was asked for last. */
  private volatile long onTrial = NONE;

  /** The name that its page came along with. */
  private volatile @Nullable FileName asked;

  /** Other names of it looked up since. */
  private final AtomicInteger used = new AtomicInteger();

  @GuardedBy("lock")
  private boolean arrived;

  @GuardedBy("lock")
  private boolean ofFirstName;

  /** How many entries to ask for along with a name of the directory, which is not known. */
  int entries(InodeId directory, FileName name) {
    lock.lock();
    try {
      if (directory.value() == onTrial && !arrived) {
        return 0; // its page is under way
      }
      endTrial(directory);
      Integer streak = foundInRow.get(directory);
      int entries = streak == null ? (credit > 0 ? ENTRIES_MIN : 0) : entries(streak);
      if (entries > 0) {
        used.set(0);
        asked = name;
        arrived = false;
        ofFirstName = streak == null;
        onTrial = directory.value();
      }
      return entries;
    } finally {
      lock.unlock();
    }
  }

  private static int entries(int streak) {
    return streak < STREAK_MIN
        ? 0
        : Math.min(ENTRIES_MAX, ENTRIES_MIN << Math.min(8, streak - STREAK_MIN));
  }

  @GuardedBy("lock")
  private void endTrial(InodeId next) {
    if (onTrial != NONE && arrived) {
      boolean inVain = used.get() < USED_MIN;
      if (ofFirstName) {
        credit = inVain ? credit - 1 : CREDIT_MAX;
      }
      if (inVain && next.value() == onTrial) {
        foundInRow.put(next, 0);
      }
    }
    onTrial = NONE;
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
      arrived |= directory.value() == onTrial;
    } finally {
      lock.unlock();
    }
  }

  /** A name of the directory was looked up and known. */
  void known(InodeId directory, FileName name) {
    if (directory.value() == onTrial && !Objects.equals(name, asked)) {
      used.incrementAndGet();
    }
  }
}

package io.distfs.mount.direct;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How often the kernel was given each inode and has not forgotten it: it holds the inode until it
 * says FORGET as often. As many entries as the kernel caches inodes. Thread-safe; allocates only to
 * grow.
 *
 * <p>Each stripe is a hash table with open addressing: keys and counts side by side in one array, 0
 * for an empty place.
 */
final class LookupCounts {
  private static final int STRIPES = 16;
  private static final int PLACES_MIN = 64;

  private final Stripe[] stripes = new Stripe[STRIPES];

  LookupCounts() {
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Stripe();
    }
  }

  /** The kernel was given an inode once more. */
  void add(long inode) {
    stripe(inode).add(inode, 1);
  }

  /** The kernel has forgotten an inode so many times. */
  void forget(long inode, long count) {
    stripe(inode).add(inode, -count);
  }

  /** Whether the kernel may hold an inode, so that it may have something of it cached. */
  boolean isKnown(long inode) {
    return stripe(inode).count(inode) > 0;
  }

  /** How many inodes the kernel holds. */
  long inodes() {
    long sum = 0;
    for (Stripe stripe : stripes) {
      sum += stripe.used();
    }
    return sum;
  }

  private Stripe stripe(long inode) {
    return stripes[(int) (hash(inode) >>> 60)];
  }

  private static long hash(long inode) {
    return inode * 0x9E3779B97F4A7C15L;
  }

  private static final class Stripe {
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private long[] table = new long[2 * PLACES_MIN];

    @GuardedBy("lock")
    private int used;

    void add(long inode, long change) {
      lock.lock();
      try {
        int place = place(inode);
        if (table[place] == 0) {
          if (change <= 0) {
            return; // forgotten more often than given: nothing of it is left to count
          }
          table[place] = inode;
          table[place + 1] = change;
          used++;
          growIfFull();
          return;
        }
        table[place + 1] += change;
        if (table[place + 1] <= 0) {
          remove(place);
        }
      } finally {
        lock.unlock();
      }
    }

    long count(long inode) {
      lock.lock();
      try {
        int place = place(inode);
        return table[place] == 0 ? 0 : table[place + 1];
      } finally {
        lock.unlock();
      }
    }

    int used() {
      lock.lock();
      try {
        return used;
      } finally {
        lock.unlock();
      }
    }

    /** Where an inode is, or the empty place it would take. */
    @GuardedBy("lock")
    private int place(long inode) {
      int place = home(inode);
      while (table[place] != 0 && table[place] != inode) {
        place = next(place);
      }
      return place;
    }

    @GuardedBy("lock")
    private int home(long inode) {
      int places = table.length / 2;
      return 2 * (int) ((hash(inode) >>> 28) & (places - 1));
    }

    @GuardedBy("lock")
    private int next(int place) {
      return (place + 2) & (table.length - 1);
    }

    @GuardedBy("lock")
    private void growIfFull() {
      if (used < table.length / 4) {
        return;
      }
      long[] before = table;
      table = new long[2 * before.length];
      for (int i = 0; i < before.length; i += 2) {
        if (before[i] != 0) {
          int place = place(before[i]);
          table[place] = before[i];
          table[place + 1] = before[i + 1];
        }
      }
    }

    /** Moves back what a search would no longer find over the empty place. */
    @GuardedBy("lock")
    private void remove(int place) {
      int empty = place;
      int at = next(place);
      while (table[at] != 0) {
        int distance = (at - home(table[at])) & (table.length - 1);
        if (distance >= ((at - empty) & (table.length - 1))) {
          table[empty] = table[at];
          table[empty + 1] = table[at + 1];
          empty = at;
        }
        at = next(at);
      }
      table[empty] = 0;
      table[empty + 1] = 0;
      used--;
    }
  }
}

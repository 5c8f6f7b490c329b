package io.distfs.server.namespace;

import io.distfs.shared.fs.FileLock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What record locks of one owner become when it sets another: fcntl(2), and posix_lock_inode of the
 * kernel's fs/locks.c. Stateless.
 *
 * <pre>
 *   held      ├──── shared ────┤        ├─ exclusive ─┤
 *   set              ├──── exclusive ───┤
 *   then      ├shared┤├──────── exclusive ────────────┤
 * </pre>
 */
final class LockRanges {
  private LockRanges() {}

  /**
   * The owner's locks afterwards, in order. Neighbours of one mode are one lock, which has the pid
   * of whoever set it last.
   *
   * @param own disjoint
   */
  static List<FileLock> after(List<FileLock> own, FileLock wish) {
    long start = wish.start();
    long end = wish.end();
    List<FileLock> after = new ArrayList<>();
    for (FileLock old : own) {
      boolean touches = old.end() >= wish.start() - 1 && old.start() - 1 <= wish.end();
      boolean overlaps = old.end() >= wish.start() && old.start() <= wish.end();
      if (touches && old.mode() == wish.mode()) {
        start = Math.min(start, old.start());
        end = Math.max(end, old.end());
      } else if (!overlaps) {
        after.add(old);
      } else {
        if (old.start() < wish.start()) {
          after.add(range(old, old.start(), wish.start() - 1));
        }
        if (old.end() > wish.end()) {
          after.add(range(old, wish.end() + 1, old.end()));
        }
      }
    }
    if (wish.mode() != FileLock.Mode.UNLOCK) {
      after.add(range(wish, start, end));
    }
    after.sort(Comparator.comparingLong(FileLock::start));
    return after;
  }

  private static FileLock range(FileLock like, long start, long end) {
    return new FileLock(like.kind(), like.mode(), start, end, like.owner(), like.pid());
  }
}

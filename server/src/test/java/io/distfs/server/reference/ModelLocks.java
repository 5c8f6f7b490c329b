package io.distfs.server.reference;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.FileLock;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.HeldLock;
import io.distfs.shared.message.Mutation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Locks byte by byte: a file is {@link #CELLS} bytes and one more cell that stands for all the
 * rest. Random commands keep to ranges that this can tell.
 */
final class ModelLocks {
  static final int CELLS = 24;

  /** Each owner's cells on each inode: null, or what it holds there. */
  private final TreeMap<Place, @Nullable Cell[]> held = new TreeMap<>(PLACES);

  private static final Comparator<Place> PLACES =
      Comparator.comparing((Place place) -> place.inode)
          .thenComparing(Place::kind)
          .thenComparing(Place::session)
          .thenComparing(Place::owner, Long::compareUnsigned);

  private record Place(InodeId inode, FileLock.Kind kind, SessionId session, long owner) {}

  private record Cell(FileLock.Mode mode, int pid) {}

  /** A lock in the way, or null if it is set now. */
  @Nullable HeldLock set(SessionId session, Mutation.SetLock wish) {
    FileLock lock = wish.lock();
    Place place = new Place(wish.inode(), lock.kind(), session, lock.owner());
    @Nullable Cell[] cells = held.getOrDefault(place, new @Nullable Cell[CELLS + 1]);
    if (lock.kind() == FileLock.Kind.FLOCK) {
      Cell own = cells[0];
      if (own != null && own.mode == lock.mode()) {
        return null;
      }
      held.remove(place);
      cells = new @Nullable Cell[CELLS + 1];
    }
    HeldLock conflict = conflict(place, lock);
    if (conflict == null) {
      held.put(place, painted(cells, lock));
    }
    return conflict;
  }

  /** flock(2) knows whole files only. */
  static void check(FileLock lock) {
    boolean whole = lock.start() == 0 && lock.end() == Long.MAX_VALUE;
    ModelFailure.unless(whole || lock.kind() == FileLock.Kind.RECORD, Errno.EINVAL);
  }

  private static @Nullable Cell[] painted(@Nullable Cell[] cells, FileLock lock) {
    @Nullable Cell[] painted = cells.clone();
    boolean unlock = lock.mode() == FileLock.Mode.UNLOCK;
    Cell cell = unlock ? null : new Cell(lock.mode(), lock.pid());
    for (int i = cell(lock.start()); i <= cell(lock.end()); i++) {
      painted[i] = cell;
    }
    if (cell != null) {
      // Touching locks of one mode are one lock, with the newest pid.
      for (int i = cell(lock.start()) - 1; i >= 0 && sameMode(painted[i], cell); i--) {
        painted[i] = cell;
      }
      for (int i = cell(lock.end()) + 1; i <= CELLS && sameMode(painted[i], cell); i++) {
        painted[i] = cell;
      }
    }
    return painted;
  }

  private static boolean sameMode(@Nullable Cell one, Cell other) {
    return one != null && one.mode == other.mode;
  }

  @Nullable HeldLock find(Mutation.SetLock wish, SessionId session) {
    FileLock lock = wish.lock();
    return conflict(new Place(wish.inode(), lock.kind(), session, lock.owner()), lock);
  }

  private @Nullable HeldLock conflict(Place asking, FileLock wish) {
    if (wish.mode() == FileLock.Mode.UNLOCK) {
      return null;
    }
    HeldLock first = null;
    for (HeldLock other : all(asking.inode)) {
      FileLock lock = other.lock();
      boolean own = other.session().equals(asking.session) && lock.owner() == asking.owner;
      boolean apart = lock.start() > wish.end() || lock.end() < wish.start();
      boolean readers = lock.mode() == FileLock.Mode.SHARED && wish.mode() == FileLock.Mode.SHARED;
      if (lock.kind() == asking.kind && !own && !apart && !readers) {
        first = first == null || lock.start() < first.lock().start() ? other : first;
      }
    }
    return first;
  }

  void unlockOwner(SessionId session, Mutation.UnlockOwner wish) {
    held.remove(new Place(wish.inode(), FileLock.Kind.RECORD, session, wish.owner()));
  }

  void sessionEnded(SessionId session) {
    held.keySet().removeIf(place -> place.session.equals(session));
  }

  void inodeGone(InodeId inode) {
    held.keySet().removeIf(place -> place.inode.equals(inode));
  }

  /** Every lock on an inode: runs of equal cells. */
  List<HeldLock> all(InodeId inode) {
    List<HeldLock> all = new ArrayList<>();
    held.forEach(
        (place, cells) -> {
          if (place.inode.equals(inode)) {
            runs(place, cells, all);
          }
        });
    return all;
  }

  private static void runs(Place place, @Nullable Cell[] cells, List<HeldLock> all) {
    int from = 0;
    for (int i = 1; i <= CELLS + 1; i++) {
      Cell cell = cells[from];
      if (i == CELLS + 1 || cell == null || !cell.equals(cells[i])) {
        if (cell != null) {
          long end = i == CELLS + 1 ? Long.MAX_VALUE : i - 1;
          FileLock lock = new FileLock(place.kind, cell.mode, from, end, place.owner, cell.pid);
          all.add(new HeldLock(place.session, lock));
        }
        from = i;
      }
    }
  }

  private static int cell(long offset) {
    return (int) Math.min(offset, CELLS);
  }
}

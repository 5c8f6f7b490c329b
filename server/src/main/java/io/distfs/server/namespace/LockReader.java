package io.distfs.server.namespace;

import io.distfs.shared.fs.FileLock;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.HeldLock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Granted locks as a view of the state has them. Stateless. */
public final class LockReader {
  private LockReader() {}

  /** All locks on an inode, in the order of their keys; at most {@link Limits#LOCKS_INODE_MAX}. */
  public static List<HeldLock> held(MetaReader reader, InodeId inode) {
    return rows(reader, inode).stream().map(LockRow::held).toList();
  }

  /** The locks among these that keep the session from having this one. */
  public static List<HeldLock> conflicts(List<HeldLock> held, SessionId session, FileLock wish) {
    return held.stream().filter(other -> inTheWay(other, session, wish)).toList();
  }

  /** Whether a granted lock keeps the session from having this one. */
  public static boolean inTheWay(HeldLock held, SessionId session, FileLock wish) {
    FileLock lock = held.lock();
    boolean own = held.session().equals(session) && lock.owner() == wish.owner();
    boolean overlap = lock.end() >= wish.start() && lock.start() <= wish.end();
    boolean alone =
        lock.mode() == FileLock.Mode.EXCLUSIVE || wish.mode() == FileLock.Mode.EXCLUSIVE;
    boolean unlock = wish.mode() == FileLock.Mode.UNLOCK;
    return lock.kind() == wish.kind() && !own && overlap && alone && !unlock;
  }

  static List<LockRow> rows(MetaReader reader, InodeId inode) {
    return rows(reader, Keys.of(inode), Keys.after(inode));
  }

  static List<LockRow> rows(MetaReader reader, byte[] from, byte[] to) {
    List<LockRow> rows = new ArrayList<>();
    try (MetaReader.Cursor cursor = reader.scan(Table.LOCK, from, to)) {
      while (cursor.next()) {
        rows.add(LockRow.decode(cursor.key(), cursor.value()));
      }
    }
    return rows;
  }

  /** The one in the way that begins first, or null if none is. */
  static @Nullable HeldLock firstConflict(List<LockRow> rows, SessionId session, FileLock wish) {
    HeldLock first = null;
    for (LockRow row : rows) {
      boolean sooner = first == null || row.lock().start() < first.lock().start();
      if (sooner && inTheWay(row.held(), session, wish)) {
        first = row.held();
      }
    }
    return first;
  }
}

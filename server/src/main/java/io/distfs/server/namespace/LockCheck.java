package io.distfs.server.namespace;

import io.distfs.shared.fs.FileLock;
import io.distfs.shared.id.SessionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Locks: of live sessions on inodes that exist, in nobody's way, and counted. One run. */
final class LockCheck {
  private final Inspection inspection;
  private final Map<SessionId, Long> ofSession = new HashMap<>();
  private final Map<Place, Long> onInode = new HashMap<>();
  private List<LockRow> beside = new ArrayList<>();

  /** A session on an inode. */
  private record Place(long session, long inode) {}

  LockCheck(Inspection inspection) {
    this.inspection = inspection;
  }

  void run() {
    inspection.each(
        Table.LOCK,
        (key, value) -> {
          LockRow row = LockRow.decode(key, value);
          count(row);
          holder(row);
          neighbours(row);
        });
    inspection.each(Table.LOCK_COUNT, this::counted);
    inspection.compare("number of sessions with locks", 0, ofSession.size());
    inspection.compare("number of inodes with locks", 0, onInode.size());
  }

  private void count(LockRow row) {
    SessionId session = row.held().session();
    var _ = ofSession.merge(session, 1L, Long::sum);
    var _ = onInode.merge(new Place(session.value(), row.inode().value()), 1L, Long::sum);
  }

  private void holder(LockRow row) {
    if (inspection.records().session(row.held().session()) == null) {
      inspection.problem(what(row) + " is of session " + row.held().session() + ", which is gone");
    }
    if (inspection.records().inode(row.inode()) == null) {
      inspection.problem(what(row) + " is on an inode that does not exist");
    }
    boolean whole = row.lock().start() == 0 && row.lock().end() == Long.MAX_VALUE;
    if (row.lock().kind() == FileLock.Kind.FLOCK && !whole) {
      inspection.problem(what(row) + " does not lock the whole file");
    }
  }

  /** Against the rows before it on the same inode, at most {@link Limits#LOCKS_INODE_MAX}. */
  private void neighbours(LockRow row) {
    if (!beside.isEmpty() && !beside.getFirst().inode().equals(row.inode())) {
      beside = new ArrayList<>();
    }
    for (LockRow other : beside) {
      if (LockReader.inTheWay(other.held(), row.held().session(), row.lock())) {
        inspection.problem(what(row) + " is in the way of " + what(other));
      } else if (other.isOf(row.held().session(), row.lock())
          && !LockRanges.after(List.of(other.lock()), row.lock()).contains(other.lock())) {
        inspection.problem(what(row) + " and " + what(other) + " of one owner are not apart");
      }
    }
    beside.add(row);
    if (beside.size() == Limits.LOCKS_INODE_MAX + 1) {
      inspection.problem("inode " + row.inode() + " has more locks than " + (beside.size() - 1));
    }
  }

  private void counted(byte[] key, byte[] value) {
    SessionId session = new SessionId(Keys.numberAt(key, 0));
    Long counted;
    if (key.length == Long.BYTES) {
      counted = ofSession.remove(session);
    } else {
      Inspection.checkLength(key, 2 * Long.BYTES);
      counted = onInode.remove(new Place(session.value(), Keys.numberAt(key, Long.BYTES)));
    }
    inspection.compare(
        "number of locks of session " + session + " (" + Inspection.hex(key) + ")",
        NumberCodec.decode(value),
        counted == null ? 0 : counted);
  }

  private static String what(LockRow row) {
    FileLock lock = row.lock();
    return lock.mode()
        + " "
        + lock.kind()
        + " lock "
        + lock.start()
        + " to "
        + lock.end()
        + " of owner "
        + Long.toHexString(lock.owner())
        + " on inode "
        + row.inode();
  }
}

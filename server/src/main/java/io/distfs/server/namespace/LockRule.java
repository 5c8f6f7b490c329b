package io.distfs.server.namespace;

import io.distfs.shared.error.Errno;
import io.distfs.shared.fs.FileLock;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.HeldLock;
import io.distfs.shared.message.Mutation;
import io.distfs.shared.message.Result;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Advisory locks: flock(2) and fcntl(2), with the rules of the kernel's fs/locks.c. An owner is a
 * session and a number of its own; two owners of one session are in each other's way like two
 * processes. The two kinds do not see each other. Waiting is not known here. Stateless.
 */
final class LockRule {
  private LockRule() {}

  /** EAGAIN as {@link Result.LockDenied}; EINVAL, ESTALE, ENOLCK. */
  static Result set(Transition transition, Mutation.SetLock wish) {
    FileLock lock = wish.lock();
    checkRange(lock);
    InodeId inode = transition.named(wish.inode()).id;
    SessionId session = transition.session().session();
    List<LockRow> rows = LockReader.rows(transition.transaction(), inode);
    List<LockRow> own = rows.stream().filter(row -> row.isOf(session, lock)).toList();
    HeldLock conflict = LockReader.firstConflict(rows, session, lock);
    return switch (lock.kind()) {
      case FLOCK -> setWhole(transition, wish, new Scene(rows.size(), own, conflict));
      case RECORD -> setRecord(transition, wish, new Scene(rows.size(), own, conflict));
    };
  }

  /**
   * What a new lock meets.
   *
   * @param count of all locks on the inode
   * @param own locks of its owner, of its kind
   * @param conflict another's lock in the way, or null
   */
  private record Scene(int count, List<LockRow> own, @Nullable HeldLock conflict) {}

  /** An upgrade that is denied leaves what was held. */
  private static Result setRecord(Transition transition, Mutation.SetLock wish, Scene scene) {
    if (scene.conflict() != null) {
      return new Result.LockDenied(scene.conflict());
    }
    List<FileLock> own = scene.own().stream().map(LockRow::lock).toList();
    replace(transition, wish.inode(), scene, LockRanges.after(own, wish.lock()));
    return new Result.None();
  }

  /** Conversion is not atomic, as flock(2) says: what was held is given up first, and stays so. */
  private static Result setWhole(Transition transition, Mutation.SetLock wish, Scene scene) {
    FileLock lock = wish.lock();
    if (!scene.own().isEmpty() && scene.own().getFirst().lock().mode() == lock.mode()) {
      return new Result.None();
    }
    boolean granted = lock.mode() != FileLock.Mode.UNLOCK && scene.conflict() == null;
    replace(transition, wish.inode(), scene, granted ? List.of(lock) : List.of());
    return scene.conflict() == null ? new Result.None() : new Result.LockDenied(scene.conflict());
  }

  private static void replace(
      Transition transition, InodeId inode, Scene scene, List<FileLock> after) {
    MetaTransaction transaction = transition.transaction();
    SessionId session = transition.session().session();
    int more = after.size() - scene.own().size();
    Refusal.when(more > 0 && scene.count() + more > Limits.LOCKS_INODE_MAX, Errno.ENOLCK);
    LockCounts.add(transaction, session, inode, more);
    for (LockRow row : scene.own()) {
      transaction.delete(Table.LOCK, row.key());
    }
    for (FileLock lock : after) {
      LockRow row = new LockRow(inode, new HeldLock(session, lock));
      transaction.put(Table.LOCK, row.key(), row.value());
    }
  }

  /** An inode that is gone has no locks: nothing to be refused. */
  static Result unlockOwner(Transition transition, Mutation.UnlockOwner wish) {
    SessionId session = transition.session().session();
    byte[] prefix = LockRow.ownerPrefix(wish.inode(), FileLock.Kind.RECORD, session, wish.owner());
    drop(transition.transaction(), session, wish.inode(), prefix);
    return new Result.None();
  }

  /** The session ends, and with it its locks: at most {@link Limits#LOCKS_SESSION_MAX}. */
  static void endSession(Transition transition, SessionId session) {
    for (InodeId inode : LockCounts.inodes(transition.transaction(), session)) {
      for (FileLock.Kind kind : FileLock.Kind.values()) {
        byte[] prefix = LockRow.sessionPrefix(inode, kind, session);
        drop(transition.transaction(), session, inode, prefix);
      }
    }
  }

  /** The inode goes for good: at most {@link Limits#LOCKS_INODE_MAX}. */
  static void removeInode(Transition transition, InodeId inode) {
    MetaTransaction transaction = transition.transaction();
    for (LockRow row : LockReader.rows(transaction, inode)) {
      transaction.delete(Table.LOCK, row.key());
      LockCounts.add(transaction, row.held().session(), inode, -1);
    }
  }

  static @Nullable HeldLock find(Records records, SessionId session, InodeId id, FileLock wish) {
    checkRange(wish);
    Inode inode = NamespaceReader.inode(records, id);
    return LockReader.firstConflict(LockReader.rows(records.reader(), inode.id), session, wish);
  }

  private static void drop(
      MetaTransaction transaction, SessionId session, InodeId inode, byte[] prefix) {
    List<LockRow> rows = LockReader.rows(transaction, prefix, Keys.afterPrefix(prefix));
    for (LockRow row : rows) {
      transaction.delete(Table.LOCK, row.key());
    }
    LockCounts.add(transaction, session, inode, -rows.size());
  }

  private static void checkRange(FileLock lock) {
    boolean whole = lock.start() == 0 && lock.end() == Long.MAX_VALUE;
    Refusal.when(lock.kind() == FileLock.Kind.FLOCK && !whole, Errno.EINVAL);
  }
}

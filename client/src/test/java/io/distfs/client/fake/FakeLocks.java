package io.distfs.client.fake;

import io.distfs.shared.fs.FileLock;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.AwaitLock;
import io.distfs.shared.message.HeldLock;
import io.distfs.shared.message.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Locks of the fake: whole ranges only, an owner's locks are replaced as they are. Whoever waits is
 * told when it may try. Guarded by its cluster's lock.
 */
final class FakeLocks {
  private final Map<InodeId, List<HeldLock>> held = new HashMap<>();
  private final List<Wait> waits = new ArrayList<>();

  private record Wait(AwaitLock wish, CompletableFuture<AwaitLock.Verdict> answer) {}

  Result set(SessionId session, InodeId inode, FileLock lock) {
    HeldLock conflict = conflict(session, inode, lock);
    if (conflict != null) {
      return new Result.LockDenied(conflict);
    }
    List<HeldLock> locks = held.computeIfAbsent(inode, _ -> new ArrayList<>());
    locks.removeIf(
        old ->
            old.session().equals(session)
                && old.lock().kind() == lock.kind()
                && old.lock().owner() == lock.owner()
                && overlap(old.lock(), lock));
    if (lock.mode() != FileLock.Mode.UNLOCK) {
      locks.add(new HeldLock(session, lock));
    }
    return new Result.None();
  }

  Result unlockOwner(SessionId session, InodeId inode, long owner) {
    held.getOrDefault(inode, List.of())
        .removeIf(
            old ->
                old.session().equals(session)
                    && old.lock().kind() == FileLock.Kind.RECORD
                    && old.lock().owner() == owner);
    return new Result.None();
  }

  void endSession(SessionId session) {
    held.values().forEach(locks -> locks.removeIf(old -> old.session().equals(session)));
  }

  @Nullable HeldLock conflict(SessionId session, InodeId inode, FileLock lock) {
    for (HeldLock other : held.getOrDefault(inode, List.of())) {
      FileLock theirs = other.lock();
      boolean own = other.session().equals(session) && theirs.owner() == lock.owner();
      boolean alone =
          theirs.mode() == FileLock.Mode.EXCLUSIVE || lock.mode() == FileLock.Mode.EXCLUSIVE;
      if (!own && alone && theirs.kind() == lock.kind() && overlap(theirs, lock)) {
        return lock.mode() == FileLock.Mode.UNLOCK ? null : other;
      }
    }
    return null;
  }

  private static boolean overlap(FileLock one, FileLock other) {
    return one.start() <= other.end() && other.start() <= one.end();
  }

  List<HeldLock> on(InodeId inode) {
    return List.copyOf(held.getOrDefault(inode, List.of()));
  }

  void await(AwaitLock wish, CompletableFuture<AwaitLock.Verdict> answer) {
    withdraw(wish.session(), wish.number());
    waits.add(new Wait(wish, answer));
    wake();
  }

  void withdraw(SessionId session, long number) {
    waits.removeIf(wait -> wait.wish.session().equals(session) && wait.wish.number() == number);
  }

  int waiting() {
    return waits.size();
  }

  /** Ends every wait with this. */
  void answerAll(AwaitLock.Verdict verdict) {
    waits.forEach(wait -> wait.answer.complete(verdict));
    waits.clear();
  }

  /** Tells the first who may try. */
  void wake() {
    for (Wait wait : List.copyOf(waits)) {
      AwaitLock wish = wait.wish;
      if (conflict(wish.session(), wish.inode(), wish.lock()) == null) {
        waits.remove(wait);
        wait.answer.complete(AwaitLock.Verdict.FREE);
        return;
      }
    }
  }
}

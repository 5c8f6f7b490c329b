package io.distfs.server.lock;

import io.distfs.shared.fs.FileLock;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.SessionId;
import io.distfs.shared.message.AwaitLock;
import io.distfs.shared.message.HeldLock;
import org.jspecify.annotations.Nullable;

/**
 * A place in a queue. Guarded by its {@link LockQueue}'s caller.
 *
 * <pre>
 *   await ──▶ ASKED ── nothing in the way ──▶ TOLD ── SetLock granted ──▶ gone
 *              ▲  │ period over                │ SetLock denied, await again
 *              │  ▼                            │
 *              └ IDLE                          └──▶ ASKED
 *   IDLE and TOLD end by themselves when they are not renewed.
 * </pre>
 */
final class LockWait<T> {
  /** Where it stands. */
  enum Stage {
    /** Its session waits for a reply. */
    ASKED,
    /** Its session was told to ask again. */
    IDLE,
    /** Its session was told that the way is free. */
    TOLD
  }

  /** A session and its number of the wait. */
  record Key(SessionId session, long number) {}

  /** Whose record locks they are: what a deadlock is a circle of. */
  record Owner(SessionId session, long owner) {
    static Owner of(HeldLock held) {
      return new Owner(held.session(), held.lock().owner());
    }
  }

  final Key key;
  final InodeId inode;
  final FileLock lock;
  Stage stage = Stage.ASKED;
  long sinceNanos;
  boolean newlyAsked = true;

  /** Who is to be told, while asked. */
  @Nullable T asker;

  LockWait(AwaitLock wish, T asker, long nowNanos) {
    this.key = new Key(wish.session(), wish.number());
    this.inode = wish.inode();
    this.lock = wish.lock();
    this.asker = asker;
    this.sinceNanos = nowNanos;
  }

  /** What it will hold, as others meet it while it is let through. */
  HeldLock wanted() {
    return new HeldLock(key.session(), lock);
  }

  Owner owner() {
    return Owner.of(wanted());
  }
}

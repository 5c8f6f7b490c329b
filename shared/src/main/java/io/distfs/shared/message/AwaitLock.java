package io.distfs.shared.message;

import io.distfs.shared.fs.FileLock;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.id.SessionId;

/**
 * A session waits until a lock may be free; to the leader, which answers by the end of a period at
 * the latest. The answer is a hint, no lock: the session then sends {@link Mutation.SetLock}, and
 * waits again under the same number if another came first. A wait that is not renewed soon after
 * its answer loses its place. Errnos: ESTALE if the session is gone, ENOLCK if too many wait.
 *
 * @param number of the wait within the session, 1 or more, a new one for each; the place in the
 *     queue belongs to it
 */
public record AwaitLock(SessionId session, long number, InodeId inode, FileLock lock) {

  /** What the leader says. */
  public enum Verdict {
    /** Nothing is in the way any more, and those who came later are kept back for a while. */
    FREE,
    /** The period is over, ask again. */
    WAITING,
    /** Whoever holds it waits, perhaps through others, for a lock of the one who asks. */
    DEADLOCK
  }
}

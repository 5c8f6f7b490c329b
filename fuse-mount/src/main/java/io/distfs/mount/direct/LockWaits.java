package io.distfs.mount.direct;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Callers that wait for a lock, each on a virtual thread, which an interrupt of its request ends.
 * Thread-safe.
 */
final class LockWaits {
  private static final Logger LOG = LoggerFactory.getLogger(LockWaits.class);

  /** Greatest number of callers waiting on one mount. */
  static final int WAITS_MAX = 4096;

  private final ShortReplies replies;
  private final ConcurrentMap<Long, Thread> waiting = new ConcurrentHashMap<>();

  LockWaits(ShortReplies replies) {
    this.replies = replies;
  }

  /**
   * Waits for a lock and answers the request.
   *
   * @param lock ends with the lock granted, or with an exception: EINTR for an interrupt
   * @throws FsException ENOLCK if too many wait already
   */
  void begin(long unique, Runnable lock) {
    if (waiting.size() >= WAITS_MAX) {
      throw new FsException(
          Errno.ENOLCK, "more than " + WAITS_MAX + " callers wait for locks on this mount");
    }
    Thread thread = Thread.ofVirtual().name("lock-" + unique).unstarted(() -> run(unique, lock));
    waiting.put(unique, thread);
    thread.start();
  }

  /** The caller of a request got a signal; true if it waits here, and ends now. */
  boolean interrupt(long unique) {
    Thread thread = waiting.get(unique);
    if (thread == null) {
      return false;
    }
    thread.interrupt();
    return true;
  }

  /** Ends all waits: the filesystem is unmounted. */
  void interruptAll() {
    waiting.values().forEach(Thread::interrupt);
  }

  private void run(long unique, Runnable lock) {
    Errno errno = Errno.EIO;
    try {
      lock.run();
      errno = Errno.OK;
    } catch (FsException e) {
      LOG.debug("setlkw: {}", e.getMessage());
      errno = e.errno();
    } catch (RuntimeException e) {
      LOG.error("waiting for a lock failed unexpectedly; the caller gets EIO", e);
    } finally {
      waiting.remove(unique);
      replies.send(unique, errno);
    }
  }
}

package io.distfs.integration.kernel;

import io.distfs.integration.syscall.LinuxError;
import io.distfs.shared.error.FsException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * A caller's wait for a lock: the lock is asked for on a thread of its own, as the mount does it,
 * so that an interrupt ends the wait and nothing else. One at a time; thread-safe.
 */
final class LockWait {
  private volatile @Nullable Thread waiting;

  /** Runs what takes the lock, and returns or fails as it does. */
  void until(Runnable lock) {
    FutureTask<Boolean> task = new FutureTask<>(lock, true);
    Thread thread = Thread.ofVirtual().unstarted(task);
    waiting = thread;
    thread.start();
    try {
      boolean _ = task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FsException refused) {
        throw refused;
      }
      throw new IllegalStateException("taking a lock failed", e);
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
      throw new Refused(LinuxError.EINTR);
    } finally {
      waiting = null;
    }
  }

  boolean lasts() {
    return waiting != null;
  }

  /** As a signal that comes too late, it does nothing to a wait that is over. */
  void interrupt() {
    Thread thread = waiting;
    if (thread != null) {
      thread.interrupt();
    }
  }
}

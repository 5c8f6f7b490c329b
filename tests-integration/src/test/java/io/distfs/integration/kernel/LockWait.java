package io.distfs.integration.kernel;

import io.distfs.integration.syscall.LinuxError;
import io.distfs.shared.error.FsException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A caller's wait for a lock: the lock is asked for on a thread of its own, as the mount does it,
 * so that an interrupt ends the wait and nothing else. One at a time; thread-safe.
 */
final class LockWait {
  private volatile @Nullable Thread waiting;

  /** Runs what takes the lock, and returns or throws as it does. */
  void until(Runnable lock) {
    CompletableFuture<Void> over = new CompletableFuture<>();
    Thread thread = Thread.ofVirtual().unstarted(() -> run(lock, over));
    waiting = thread;
    thread.start();
    try {
      over.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof FsException refused) {
        throw refused;
      }
      throw e;
    } finally {
      waiting = null;
    }
  }

  boolean lasts() {
    return waiting != null;
  }

  void interrupt() {
    Thread thread = waiting;
    Refused.when(thread == null, LinuxError.ESRCH);
    if (thread != null) {
      thread.interrupt();
    }
  }

  private static void run(Runnable lock, CompletableFuture<Void> over) {
    try {
      lock.run();
      over.complete(null);
    } catch (RuntimeException | Error e) {
      over.completeExceptionally(e);
    }
  }
}

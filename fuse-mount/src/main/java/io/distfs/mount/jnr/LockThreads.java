package io.distfs.mount.jnr;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Carries out the setting of locks on threads of their own. A lock may be waited for as long as its
 * holder likes, and a granted one makes the kernel drop pages, for which it may first want an
 * answer to a read: the workers that serve all other requests must stay free for both. Thread-safe.
 */
final class LockThreads implements AutoCloseable {
  /** Most locks asked for at once; beyond it ENOLCK. */
  static final int CALLS_MAX = 256;

  private static final int EARLY_MAX = 1024;
  private static final long IDLE_SECONDS = 10;

  /** Longer than any call to a server takes. */
  private static final long CLOSE_SECONDS_MAX = 60;

  private final ThreadPoolExecutor pool =
      new ThreadPoolExecutor(
          0,
          CALLS_MAX,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().daemon().name("fuse-lock-", 0).factory());

  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Map<Long, Call> calls = new HashMap<>();

  /** Interrupts that another worker read before the request itself was begun with. */
  @GuardedBy("lock")
  private final SequencedSet<Long> early = new LinkedHashSet<>();

  /** A request under way. */
  private static final class Call {
    @Nullable Thread thread;
    boolean interrupted;
  }

  /**
   * Carries out a request on a thread that is interrupted when the kernel says so.
   *
   * @param unique the kernel's number of the request
   * @throws FsException ENOLCK if too many are under way
   */
  void run(long unique, Runnable work) {
    Call call = new Call();
    lock.lock();
    try {
      call.interrupted = early.remove(unique);
      calls.put(unique, call);
    } finally {
      lock.unlock();
    }
    try {
      pool.execute(() -> run(unique, call, work));
    } catch (RejectedExecutionException e) {
      end(unique, call);
      throw new FsException(Errno.ENOLCK, CALLS_MAX + " locks are being waited for already", e);
    }
  }

  private void run(long unique, Call call, Runnable work) {
    lock.lock();
    try {
      call.thread = Thread.currentThread();
      if (call.interrupted) {
        Thread.currentThread().interrupt();
      }
    } finally {
      lock.unlock();
    }
    try {
      work.run();
    } finally {
      end(unique, call);
      boolean _ = Thread.interrupted(); // not for the next request of this thread
    }
  }

  private void end(long unique, Call call) {
    lock.lock();
    try {
      call.thread = null;
      calls.remove(unique);
    } finally {
      lock.unlock();
    }
  }

  /** The caller of a request got a signal; perhaps of one that has nothing to do with locks. */
  void interrupted(long unique) {
    lock.lock();
    try {
      Call call = calls.get(unique);
      if (call == null) {
        early.add(unique);
        if (early.size() > EARLY_MAX) {
          early.removeFirst();
        }
        return;
      }
      call.interrupted = true;
      Thread thread = call.thread;
      if (thread != null) {
        thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends all waiting, and returns when the last request is answered; false if one is not. */
  boolean awaitEnd() throws InterruptedException {
    pool.shutdownNow();
    return pool.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}

package io.distfs.server.block;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.server.block.medium.BlockFileMedium;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Forces of one block file, grouped: whatever was asked for while a force ran goes together in the
 * next. Thread-safe; no lock is held across a force or a callback, and at most one thread runs
 * them.
 *
 * <p>The waiting list is bounded by the blocks being written and those deleted since the last
 * force. The first failure is final: after it the kernel may have dropped the dirty pages and a
 * later fdatasync(2) would say "fine" about data that is lost.
 */
final class GroupCommit {
  private final BlockFileMedium medium;
  private final Executor executor;
  private final BlockCounters counters;
  private final BiConsumer<String, Throwable> seal;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private List<ForceRequest> waiting = new ArrayList<>();

  @GuardedBy("lock")
  private boolean scheduled;

  @GuardedBy("lock")
  private boolean running;

  @GuardedBy("lock")
  private @Nullable FsException failure;

  GroupCommit(
      BlockFileMedium medium,
      Executor executor,
      BlockCounters counters,
      BiConsumer<String, Throwable> seal) {
    this.medium = medium;
    this.executor = executor;
    this.counters = counters;
    this.seal = seal;
  }

  /** Adds a request; an urgent one starts a force, any other goes along with the next. */
  void add(ForceRequest request, boolean urgent) {
    boolean start = false;
    FsException failed;
    lock.lock();
    try {
      failed = failure;
      if (failed == null) {
        waiting.add(request);
        start = urgent && !scheduled && !running;
        scheduled |= start;
      }
    } finally {
      lock.unlock();
    }
    if (failed != null) {
      request.failed(failed);
    } else if (start) {
      executor.execute(this::run);
    }
  }

  /** Forces until nothing waits, unless another thread is at it, which then does it. */
  void run() {
    if (!begin()) {
      return;
    }
    for (List<ForceRequest> batch = take(); !batch.isEmpty(); batch = take()) {
      FsException failed = force();
      for (ForceRequest request : batch) {
        tell(request, failed);
      }
    }
  }

  /** A request that breaks seals the file rather than leave all others waiting for ever. */
  private void tell(ForceRequest request, @Nullable FsException failed) {
    try {
      if (failed == null) {
        request.forced();
      } else {
        request.failed(failed);
      }
    } catch (IllegalStateException e) {
      fail("broken invariant", e);
    }
  }

  private boolean begin() {
    lock.lock();
    try {
      scheduled = false;
      if (running) {
        return false;
      }
      running = true;
      return true;
    } finally {
      lock.unlock();
    }
  }

  private List<ForceRequest> take() {
    lock.lock();
    try {
      List<ForceRequest> batch = waiting;
      waiting = new ArrayList<>();
      running = !batch.isEmpty();
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable FsException force() {
    FsException earlier = failure();
    if (earlier != null) {
      return earlier;
    }
    try {
      medium.force(); // the commit: from here on the batch is durable
      counters.forces.increment();
      return null;
    } catch (IOException e) {
      return fail("force failed", e);
    }
  }

  private @Nullable FsException failure() {
    lock.lock();
    try {
      return failure;
    } finally {
      lock.unlock();
    }
  }

  private FsException fail(String what, Exception cause) {
    FsException failed =
        new FsException(Errno.EIO, medium.name() + ": " + what + ": " + cause, cause);
    lock.lock();
    try {
      failure = failed;
    } finally {
      lock.unlock();
    }
    seal.accept(what, cause);
    return failed;
  }
}

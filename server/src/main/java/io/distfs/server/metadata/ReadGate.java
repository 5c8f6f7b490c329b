package io.distfs.server.metadata;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.server.namespace.MetaStore;
import io.distfs.server.raft.RaftEngine;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.transport.NotLeaderException;
import io.distfs.shared.transport.Responder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets reads see the state only after a read barrier that began when they were here already: so
 * they are linearizable. One barrier is in flight, and all reads that queue meanwhile share the
 * next. Thread-safe; never blocks.
 */
final class ReadGate {
  /** Most reads waiting; beyond it EAGAIN. */
  static final int QUEUE_MAX = 16_384;

  /** Reads that share a snapshot of the store and run one after the other on a thread. */
  static final int GROUP_MAX = 16;

  private static final Logger LOG = LoggerFactory.getLogger(ReadGate.class);

  private final RaftEngine raft;
  private final Supplier<MetaStore.Snapshot> store;
  private final Executor pool;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private List<Item> queue = new ArrayList<>();

  @GuardedBy("lock")
  private boolean inFlight;

  /** A gate whose reads run on a bounded pool, which may reject. */
  ReadGate(RaftEngine raft, Supplier<MetaStore.Snapshot> store, Executor pool) {
    this.raft = raft;
    this.store = store;
    this.pool = pool;
  }

  /** A read: answers its responder, or throws FsException. */
  @FunctionalInterface
  interface Read {
    /** Reads from a snapshot and answers. */
    void run(MetaStore.Snapshot snapshot, Responder responder);
  }

  private record Item(Read read, Responder responder) {}

  /** Runs a read behind the next barrier; failures go to the responder. */
  void enter(Read read, Responder responder) {
    boolean taken;
    lock.lock();
    try {
      taken = queue.size() < QUEUE_MAX;
      if (taken) {
        queue.add(new Item(read, responder));
      }
    } finally {
      lock.unlock();
    }
    if (taken) {
      beginNext();
    } else {
      responder.fail(Errno.EAGAIN, QUEUE_MAX + " reads are waiting already; try again");
    }
  }

  private void beginNext() {
    List<Item> items;
    lock.lock();
    try {
      if (inFlight || queue.isEmpty()) {
        return;
      }
      items = queue;
      queue = new ArrayList<>();
      inFlight = true;
    } finally {
      lock.unlock();
    }
    var _ = raft.readBarrier().whenComplete((nothing, error) -> passed(items, error));
  }

  private void passed(List<Item> items, @Nullable Throwable error) {
    lock.lock();
    try {
      inFlight = false;
    } finally {
      lock.unlock();
    }
    if (error != null) {
      items.forEach(item -> fail(item.responder(), error));
    } else {
      for (int from = 0; from < items.size(); from += GROUP_MAX) {
        dispatch(items.subList(from, Math.min(items.size(), from + GROUP_MAX)));
      }
    }
    beginNext();
  }

  private void dispatch(List<Item> group) {
    try {
      pool.execute(() -> runGroup(group));
    } catch (RejectedExecutionException e) {
      group.forEach(item -> item.responder().fail(Errno.EAGAIN, "too many reads; try again"));
    }
  }

  private void runGroup(List<Item> group) {
    int done = 0;
    try (MetaStore.Snapshot snapshot = store.get()) {
      for (Item item : group) {
        done++;
        runOne(item, snapshot);
      }
    } catch (FsException e) {
      group.subList(done, group.size()).forEach(item -> fail(item.responder(), e));
    }
  }

  private static void runOne(Item item, MetaStore.Snapshot snapshot) {
    try {
      item.read().run(snapshot, item.responder());
    } catch (FsException e) {
      fail(item.responder(), e);
    } catch (RuntimeException e) {
      LOG.error("a query failed on a broken invariant", e);
      item.responder().fail(Errno.EIO, "the server failed on this query: " + e);
    }
  }

  private static void fail(Responder responder, Throwable error) {
    Throwable cause =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    if (cause instanceof NotLeaderException elsewhere) {
      responder.redirect(elsewhere.leader());
    } else if (cause instanceof FsException refused) {
      responder.fail(refused.errno(), refused.detail());
    } else {
      responder.fail(Errno.EAGAIN, "no read barrier: " + cause);
    }
  }
}

package io.distfs.server.raft;

import com.alipay.sofa.jraft.storage.impl.LogManagerImpl;
import com.alipay.sofa.jraft.util.ThreadPoolsFactory;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads JRaft runs odd jobs of our groups on. One job is none for them: when the leader takes
 * a new entry, JRaft has each replicator woken by a task of its own, two thread hops for every
 * entry with three servers. That task only makes a message and hands it to the network, so it runs
 * in place, and the entry is on its way before the leader's own disk gets it.
 *
 * <p>It is known by the thread that takes entries and by the class that made the task; if JRaft
 * changed either name, the task would take a hop again, no worse. Thread-safe; one for the process,
 * because JRaft keeps what was registered for good.
 */
final class GroupThreads extends ThreadPoolExecutor {
  private static final int THREADS_KEPT = 2;
  private static final int THREADS_MAX = 64;
  private static final long IDLE_SECONDS = 60;

  /** The one thread of a leader that appends entries, as JRaft calls it. */
  private static final String APPENDING = "JRaft-NodeImpl-Disruptor-";

  private static final String LOG_MANAGER = LogManagerImpl.class.getName();

  private static final GroupThreads INSTANCE = new GroupThreads();
  private static final Set<String> REGISTERED = ConcurrentHashMap.newKeySet();

  /** Whether this thread is in such a task: what that one starts must wait until it is done. */
  private final ThreadLocal<Boolean> waking = ThreadLocal.withInitial(() -> false);

  private GroupThreads() {
    super(
        THREADS_KEPT,
        THREADS_MAX,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        Thread.ofPlatform().daemon().name("distfs-raft-jobs-", 0).factory());
  }

  /** Gives a group these threads; again is no harm. */
  static void register(String group) {
    if (REGISTERED.add(group)) {
      ThreadPoolsFactory.registerThreadPool(group, INSTANCE);
    }
  }

  /** Tasks that went to another thread so far. */
  static long hops() {
    return INSTANCE.getTaskCount();
  }

  @Override
  public Future<?> submit(Runnable task) {
    if (!wakesReplicator(task) || waking.get()) {
      return super.submit(task);
    }
    FutureTask<?> inPlace = new FutureTask<>(task, null);
    waking.set(true);
    try {
      inPlace.run();
    } finally {
      waking.set(false);
    }
    return inPlace;
  }

  private static boolean wakesReplicator(Runnable task) {
    return Thread.currentThread().getName().startsWith(APPENDING)
        && task.getClass().getName().startsWith(LOG_MANAGER);
  }
}

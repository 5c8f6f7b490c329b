package io.distfs.server;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Bounded pools of platform threads, for what blocks in the kernel or in native code. */
final class Pools {
  private static final long STOP_SECONDS_MAX = 10;

  private Pools() {}

  /** Threads that take tasks from a bounded queue; when it is full the task is rejected. */
  static ExecutorService bounded(String name, int threads, int queued) {
    AtomicInteger number = new AtomicInteger();
    return new ThreadPoolExecutor(
        threads,
        threads,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(queued),
        task -> Thread.ofPlatform().name(name + "-" + number.incrementAndGet()).unstarted(task));
  }

  /** Ends a pool: what is queued is still done, within some seconds. */
  static void stop(ExecutorService pool) {
    pool.shutdown();
    try {
      if (!pool.awaitTermination(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
        pool.shutdownNow();
      }
    } catch (InterruptedException e) {
      pool.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}

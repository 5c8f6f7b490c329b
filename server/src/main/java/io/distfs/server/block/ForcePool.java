package io.distfs.server.block;

import io.distfs.server.block.space.BlockLocation;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The platform threads that force block files. Thread-safe. Each file queues itself at most once,
 * so the queue is bounded by the number of files.
 */
final class ForcePool implements Executor, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ForcePool.class);

  /** Forces that run at once: more only fight for the same device. */
  private static final int THREADS = 4;

  private static final long STOP_SECONDS_MAX = 5;

  private final AtomicInteger threads = new AtomicInteger();
  private final ThreadPoolExecutor pool =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          1,
          TimeUnit.MINUTES,
          new LinkedBlockingQueue<>(BlockLocation.FILE_MAX + 1),
          this::thread);

  ForcePool() {
    pool.allowCoreThreadTimeOut(true);
  }

  private Thread thread(Runnable work) {
    return Thread.ofPlatform()
        .name("block-force-" + threads.incrementAndGet())
        .daemon()
        .unstarted(work);
  }

  @Override
  public void execute(Runnable work) {
    pool.execute(work);
  }

  /** Lets running forces end. */
  @Override
  public void close() {
    pool.shutdown();
    try {
      if (!pool.awaitTermination(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
        LOG.warn("a force still runs at close");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

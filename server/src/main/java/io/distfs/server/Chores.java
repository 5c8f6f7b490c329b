package io.distfs.server;

import io.distfs.shared.error.FsException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a server does again and again on one thread. A round that fails is logged, and the next one
 * comes all the same.
 */
final class Chores implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Chores.class);

  private final ScheduledExecutorService thread;

  Chores(String name) {
    thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().name(name).unstarted(task));
  }

  /** Runs a chore now and then again so long after each round has ended. */
  void every(Duration pause, String name, Runnable chore) {
    var _ =
        thread.scheduleWithFixedDelay(
            () -> round(name, chore), 0, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void round(String name, Runnable chore) {
    try {
      chore.run();
    } catch (FsException e) {
      LOG.warn("{} failed, will try again: {}", name, e.detail());
    } catch (RuntimeException e) {
      LOG.error("{} failed on a broken invariant", name, e);
    }
  }

  @Override
  public void close() {
    Pools.stop(thread);
  }
}

package io.distfs.mount.assembly;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.client.vfs.Vfs;
import io.distfs.mount.adapter.FuseAdapter;
import io.distfs.mount.point.Unmounter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A mount from the moment it answers to its end. Thread-safe.
 *
 * <p>It ends in this order, whoever begins: unmounted (so that nothing new is written), flushed,
 * the session closed, the embedded server stopped.
 */
public final class RunningMount {
  private static final Logger LOG = LoggerFactory.getLogger(RunningMount.class);

  /** After a detach, how long files may stay open before they get ENOTCONN. */
  private static final Duration IN_USE_MAX = Duration.ofSeconds(2);

  private final Path point;
  private final Parts parts;
  private final ReentrantLock ending = new ReentrantLock();

  @GuardedBy("ending")
  private @Nullable List<String> unsaved;

  /**
   * What is running.
   *
   * @param flushTimeout how long the last flush may take
   * @param server stops the embedded server, if there is one
   */
  record Parts(FuseAdapter fuse, Vfs vfs, Duration flushTimeout, Runnable server) {}

  RunningMount(Path point, Parts parts) {
    this.point = point;
    this.parts = parts;
  }

  /**
   * Waits until somebody unmounts, and ends.
   *
   * @return what could not be saved, a line each
   */
  public List<String> awaitEnd() throws InterruptedException {
    parts.fuse().awaitEnd();
    return end(true);
  }

  /**
   * Unmounts and ends; where files are still open on the mount they lose it.
   *
   * @return what could not be saved, a line each
   */
  public List<String> unmount() throws InterruptedException {
    if (!parts.fuse().awaitEnd(Duration.ZERO)) {
      Unmounter.of(point).unmount();
    }
    boolean quiet = parts.fuse().awaitEnd(IN_USE_MAX);
    if (!quiet) {
      LOG.warn("files on {} are still open; from now on they answer an error", point);
    }
    return end(quiet);
  }

  /** Once; who comes second waits for the first. */
  private List<String> end(boolean quiet) {
    ending.lock();
    try {
      if (unsaved == null) {
        unsaved = close(quiet);
      }
      return unsaved;
    } finally {
      ending.unlock();
    }
  }

  private List<String> close(boolean quiet) {
    if (quiet) {
      parts.fuse().close(); // else a worker may still use it; the process is about to end
    }
    parts.vfs().close(parts.flushTimeout());
    List<String> lost = parts.vfs().unsavedFiles();
    for (String line : lost) {
      LOG.error("not saved: {}", line);
    }
    parts.server().run();
    LOG.info("{} is unmounted", point);
    return lost;
  }
}

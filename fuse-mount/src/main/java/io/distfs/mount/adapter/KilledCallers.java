package io.distfs.mount.adapter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frees callers that were killed while their request is worked on. Thread-safe.
 *
 * <p>The kernel lets even a killed caller wait for the answer to a request that was read, which may
 * take up to the deadline of an operation. It only says that there was a signal, once, and not
 * which: so what an interrupt names is looked at again and again until it is answered, and if its
 * caller has SIGKILL pending it is answered EINTR here. The operation itself goes on; its own
 * answer comes too late for the kernel, which says ENOENT, and whoever opened a file for it closes
 * it again.
 */
public final class KilledCallers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KilledCallers.class);
  private static final long LOOK_MILLIS = 50;

  /** Bit of SIGKILL (9) in the masks of /proc/PID/status. */
  private static final long SIGKILL = 1L << 8;

  private final LongConsumer answerInterrupted;

  /** One per worker. */
  private final List<Slot> slots = new CopyOnWriteArrayList<>();

  /** Requests that were interrupted; at most one per worker, and what has just ended. */
  private final Set<Long> interrupted = ConcurrentHashMap.newKeySet();

  private final ScheduledExecutorService watcher =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("fuse-killed").factory());

  /**
   * Begins to watch.
   *
   * @param answerInterrupted answers a request, by its number, with EINTR
   */
  public KilledCallers(LongConsumer answerInterrupted) {
    this.answerInterrupted = answerInterrupted;
    ScheduledFuture<?> _ =
        watcher.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** What one worker is working on. Written by it, read by the watcher. */
  public static final class Slot {
    private int pid;
    private volatile long unique;

    /** The worker begins with a request. */
    public void begin(long newUnique, int newPid) {
      pid = newPid;
      unique = newUnique; // publishes the pid
    }

    /** The worker has done with its request. */
    public void end() {
      unique = 0;
    }
  }

  /** A place for one more worker. */
  public Slot slot() {
    Slot slot = new Slot();
    slots.add(slot);
    return slot;
  }

  /**
   * The caller of a request got a signal. The worker that read the request may not have begun with
   * it yet, so that is looked at later.
   */
  public void interrupted(long unique) {
    interrupted.add(unique);
  }

  @Override
  public void close() {
    watcher.shutdownNow();
  }

  private void look() {
    try {
      interrupted.removeIf(this::isDone);
    } catch (RuntimeException e) {
      LOG.error("looking after killed callers failed", e); // and is tried again
    }
  }

  /** Whether a request needs no more looking at: it has ended, or its caller is freed now. */
  private boolean isDone(long unique) {
    for (Slot slot : slots) {
      if (slot.unique == unique) {
        int pid = slot.pid;
        if (slot.unique != unique || pid == 0 || !isKilled(pid)) {
          return false; // the next look finds it ended, or killed
        }
        LOG.info("process {} was killed; its request ends without it", pid);
        answerInterrupted.accept(unique);
        return true;
      }
    }
    return true;
  }

  private static boolean isKilled(int pid) {
    Path status = Path.of("/proc", Integer.toString(pid), "status");
    try {
      for (String line : Files.readAllLines(status, StandardCharsets.ISO_8859_1)) {
        if (line.startsWith("SigPnd:") || line.startsWith("ShdPnd:")) {
          long mask = Long.parseUnsignedLong(line.substring("SigPnd:".length()).strip(), 16);
          if ((mask & SIGKILL) != 0) {
            return true;
          }
        }
      }
      return false;
    } catch (NoSuchFileException e) {
      LOG.debug("process {} is gone", pid, e);
      return false; // then nobody waits
    } catch (IOException e) {
      LOG.warn("{} cannot be read: {}", status, e.toString());
      return false;
    }
  }
}

package io.distfs.mount.jnr;

import io.distfs.shared.error.Errno;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
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
final class KilledCallers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KilledCallers.class);
  private static final long LOOK_MILLIS = 50;

  /** Bit of SIGKILL (9) in the masks of /proc/PID/status. */
  private static final long SIGKILL = 1L << 8;

  /** {@code struct fuse_out_header}: uint32 len, int32 error, uint64 unique. */
  private static final int OUT_HEADER_BYTES = 16;

  private static final int IOVEC_BYTES = 16;

  private final LibFuse fuse;
  private final long channel;

  /** Requests in work and their callers; at most one per worker. */
  private final ConcurrentMap<Long, Integer> inWork = new ConcurrentHashMap<>();

  /** Those of them that were interrupted. */
  private final Set<Long> interrupted = ConcurrentHashMap.newKeySet();

  private final ScheduledExecutorService watcher =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("fuse-killed").factory());

  KilledCallers(LibFuse fuse, long channel) {
    this.fuse = fuse;
    this.channel = channel;
    ScheduledFuture<?> _ =
        watcher.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** A worker begins with a request. */
  void begin(long unique, int pid) {
    inWork.put(unique, pid);
  }

  /** A worker has done with a request. */
  void end(long unique) {
    inWork.remove(unique);
    if (!interrupted.isEmpty()) {
      interrupted.remove(unique);
    }
  }

  /**
   * The caller of a request got a signal. The worker that read the request may not have begun with
   * it yet, so that is looked at later.
   */
  void interrupted(long unique) {
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
    Integer pid = inWork.get(unique);
    if (pid == null) {
      return true;
    }
    if (pid == 0 || !isKilled(pid)) {
      return false;
    }
    LOG.info("process {} was killed; its request ends without it", pid);
    answer(unique);
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

  private void answer(long unique) {
    try (Arena arena = Arena.ofConfined()) {
      long header = arena.allocate(OUT_HEADER_BYTES, Long.BYTES).address();
      Memory.putInt(header, OUT_HEADER_BYTES);
      Memory.putInt(header + Integer.BYTES, -Errno.EINTR.number());
      Memory.putLong(header + Long.BYTES, unique);
      long vector = arena.allocate(IOVEC_BYTES, Long.BYTES).address();
      Memory.putLong(vector, header);
      Memory.putLong(vector + Long.BYTES, OUT_HEADER_BYTES);
      int result = fuse.fuse_chan_send(channel, vector, 1);
      if (result != 0) {
        LOG.debug("the request was answered meanwhile: {}", Errno.of(-result));
      }
    }
  }
}

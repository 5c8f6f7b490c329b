package io.distfs.client.block;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.client.clock.ClientClock;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.libc.RawFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Servers' block files, open while they are read. Thread-safe; only {@link #read} waits for a disk.
 * A file that was not read for a second is closed, so that the filesystem it is on can be
 * unmounted.
 */
final class LocalFiles implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalFiles.class);

  /** From here on reads go past the page cache: the kernel keeps what the mount gives it anyway. */
  static final int DIRECT_BYTES_MIN = 64 << 10;

  private static final long IDLE_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

  private final ClientClock clock;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Map<String, Used> files = new HashMap<>();

  @GuardedBy("lock")
  private boolean closed;

  /** A file and who reads it; the counts are guarded by the lock. */
  private static final class Used {
    final CompletableFuture<Opened> opened = new CompletableFuture<>();
    final AtomicBoolean isBeingOpened = new AtomicBoolean();
    int readers;
    long idleSinceNanos;
  }

  private static final class Opened {
    final RawFile cached;
    volatile @Nullable RawFile direct;

    Opened(RawFile cached, @Nullable RawFile direct) {
      this.cached = cached;
      this.direct = direct;
    }
  }

  LocalFiles(ClientClock clock) {
    this.clock = clock;
  }

  /**
   * Fills memory from a place in a file. Past the page cache if offset, memory and its length are
   * multiples of 4 KiB and it is long enough.
   *
   * @throws FsException if the file cannot be opened, or is no file
   */
  void read(String path, long offset, MemorySegment into) throws IOException {
    Used file = take(path);
    try {
      read(opened(path, file), offset, into);
    } finally {
      giveBack(file);
    }
  }

  private static void read(Opened file, long offset, MemorySegment into) throws IOException {
    RawFile direct = file.direct;
    if (direct != null && into.byteSize() >= DIRECT_BYTES_MIN && isAligned(offset, into)) {
      try {
        direct.readFully(offset, into);
        return;
      } catch (IOException e) {
        // Some filesystems take the flag, and refuse what is done with it.
        LOG.debug("not read past the page cache from here on", e);
        file.direct = null;
        direct.close();
      }
    }
    file.cached.readFully(offset, into);
  }

  private static boolean isAligned(long offset, MemorySegment memory) {
    return (offset | memory.address() | memory.byteSize()) % LocalBlocks.PAGE_BYTES == 0;
  }

  private Used take(String path) throws IOException {
    lock.lock();
    try {
      if (closed) {
        throw new IOException("closed");
      }
      Used file = files.computeIfAbsent(path, _ -> new Used());
      file.readers++;
      return file;
    } finally {
      lock.unlock();
    }
  }

  /** Opened by its first reader; the others of that moment wait for it. */
  private Opened opened(String path, Used file) {
    if (file.isBeingOpened.compareAndSet(false, true)) {
      try {
        file.opened.complete(open(Path.of(path)));
      } catch (RuntimeException e) {
        forget(path, file);
        file.opened.completeExceptionally(e);
      }
    }
    return file.opened.join();
  }

  private static Opened open(Path path) {
    // The path was told by a server; opening something else than a file may have effects.
    if (!path.isAbsolute() || !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new FsException(Errno.EINVAL, "'" + path + "' is no file here");
    }
    RawFile cached = RawFile.openToRead(path, 0);
    try {
      return new Opened(cached, RawFile.openToRead(path, RawFile.O_DIRECT));
    } catch (FsException e) {
      LOG.debug("{}: O_DIRECT is refused", path, e);
      return new Opened(cached, null);
    }
  }

  private void forget(String path, Used file) {
    lock.lock();
    try {
      files.remove(path, file);
    } finally {
      lock.unlock();
    }
  }

  private void giveBack(Used file) {
    boolean isLast;
    lock.lock();
    try {
      file.readers--;
      file.idleSinceNanos = clock.nanos();
      isLast = closed && file.readers == 0;
    } finally {
      lock.unlock();
    }
    if (isLast) {
      close(List.of(file));
    }
  }

  /** Closes what nobody has read for a while. Does not wait for it. */
  void closeIdle() {
    List<Used> idle = new ArrayList<>();
    long now = clock.nanos();
    lock.lock();
    try {
      for (Iterator<Used> all = files.values().iterator(); all.hasNext(); ) {
        Used file = all.next();
        if (file.readers == 0 && now - file.idleSinceNanos >= IDLE_NANOS_MAX) {
          all.remove();
          idle.add(file);
        }
      }
    } finally {
      lock.unlock();
    }
    closeAside(idle);
  }

  /** Files being read are closed by their last reader. Does not wait. */
  @Override
  public void close() {
    List<Used> idle;
    lock.lock();
    try {
      closed = true;
      idle = files.values().stream().filter(file -> file.readers == 0).toList();
      files.clear();
    } finally {
      lock.unlock();
    }
    closeAside(idle);
  }

  /** On a thread of its own: close(2) may wait for a disk or a file server. */
  private static void closeAside(List<Used> idle) {
    if (!idle.isEmpty()) {
      Thread _ = Thread.ofPlatform().daemon().name("distfs-local-close").start(() -> close(idle));
    }
  }

  private static void close(List<Used> unused) {
    for (Used file : unused) {
      if (file.opened.isDone() && !file.opened.isCompletedExceptionally()) {
        Opened opened = file.opened.join();
        opened.cached.close();
        RawFile direct = opened.direct;
        if (direct != null) {
          direct.close();
        }
      }
    }
  }
}

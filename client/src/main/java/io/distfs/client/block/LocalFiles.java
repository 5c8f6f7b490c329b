package io.distfs.client.block;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.distfs.client.clock.ClientClock;
import io.distfs.shared.error.FsException;
import io.distfs.shared.libc.RawFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Servers' block files, open while they are read. Thread-safe; reads block on the disk, everything
 * else only on opening. A file that was not read for a second is closed, so that the filesystem it
 * is on can be unmounted.
 */
final class LocalFiles implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalFiles.class);

  /** From here on reads go past the page cache: the kernel keeps what the mount gives it anyway. */
  static final int DIRECT_BYTES_MIN = 64 << 10;

  private static final long IDLE_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

  private final ClientClock clock;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Map<String, Opened> files = new HashMap<>();

  @GuardedBy("lock")
  private boolean closed;

  private static final class Opened {
    final RawFile cached;
    final @Nullable RawFile direct;
    int readers;
    long idleSinceNanos;

    Opened(RawFile cached, @Nullable RawFile direct) {
      this.cached = cached;
      this.direct = direct;
    }

    void close() {
      cached.close();
      if (direct != null) {
        direct.close();
      }
    }
  }

  LocalFiles(ClientClock clock) {
    this.clock = clock;
  }

  /**
   * Fills memory from a place in a file. Past the page cache if offset, memory and its length are
   * multiples of 4 KiB and it is long enough.
   *
   * @throws FsException if the file cannot be opened
   */
  void read(String path, long offset, MemorySegment into) throws IOException {
    Opened file = take(path);
    try {
      RawFile direct = file.direct;
      if (direct != null && into.byteSize() >= DIRECT_BYTES_MIN && isAligned(offset, into)) {
        try {
          direct.readFully(offset, into);
          return;
        } catch (IOException e) {
          // Some filesystems take the flag, and refuse what is done with it.
          LOG.debug("{}: not read past the page cache", path, e);
        }
      }
      file.cached.readFully(offset, into);
    } finally {
      giveBack(file);
    }
  }

  private static boolean isAligned(long offset, MemorySegment memory) {
    return (offset | memory.address() | memory.byteSize()) % LocalBlocks.PAGE_BYTES == 0;
  }

  /** Closes what nobody has read for a while. */
  void closeIdle() {
    long now = clock.nanos();
    lock.lock();
    try {
      for (Iterator<Opened> all = files.values().iterator(); all.hasNext(); ) {
        Opened file = all.next();
        if (file.readers == 0 && now - file.idleSinceNanos >= IDLE_NANOS_MAX) {
          all.remove();
          file.close();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private Opened take(String path) throws IOException {
    lock.lock();
    try {
      if (closed) {
        throw new IOException("closed");
      }
      Opened file = files.get(path);
      if (file == null) {
        file = open(Path.of(path));
        files.put(path, file);
      }
      file.readers++;
      return file;
    } finally {
      lock.unlock();
    }
  }

  private static Opened open(Path path) {
    RawFile cached = RawFile.openToRead(path, 0);
    try {
      return new Opened(cached, RawFile.openToRead(path, RawFile.O_DIRECT));
    } catch (FsException e) {
      LOG.debug("{}: O_DIRECT is refused", path, e);
      return new Opened(cached, null);
    }
  }

  private void giveBack(Opened file) {
    lock.lock();
    try {
      file.readers--;
      file.idleSinceNanos = clock.nanos();
      if (closed && file.readers == 0) {
        file.close();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Files being read are closed by their last reader. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      files.values().stream().filter(file -> file.readers == 0).forEach(Opened::close);
      files.clear();
    } finally {
      lock.unlock();
    }
  }
}

package io.distfs.server.store;

import io.distfs.server.namespace.Table;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open database of the state, counted by its users: a read in a closed RocksDB is a
 * segmentation fault of the whole process, so the last user closes it, however long ago it was
 * replaced. Thread-safe.
 */
final class Generation {
  private static final Logger LOG = LoggerFactory.getLogger(Generation.class);
  private static final long CLOSE_SECONDS_MAX = 10;

  private final Path folder;
  private final RocksDB database;
  private final List<ColumnFamilyHandle> handles;
  private final Map<Table, ColumnFamilyHandle> byTable = new EnumMap<>(Table.class);
  private final AtomicInteger users = new AtomicInteger(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean replaced;

  private Generation(Path folder, RocksDB database, List<ColumnFamilyHandle> handles) {
    this.folder = folder;
    this.database = database;
    this.handles = handles;
    int position = 1; // after RocksDB's own "default"
    for (Table table : Table.values()) {
      byTable.put(table, handles.get(position++));
    }
  }

  /** Opens the database in a folder, making it if there is none. The caller is its first user. */
  static Generation open(Path folder, RocksTuning tuning) {
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try {
      RocksDB database =
          RocksDB.open(tuning.database(), folder.toString(), tuning.columnFamilies(), handles);
      return new Generation(folder, database, handles);
    } catch (RocksDBException e) {
      throw RocksErrors.mapped("opening the state in " + folder, e);
    }
  }

  Path folder() {
    return folder;
  }

  RocksDB database() {
    return database;
  }

  ColumnFamilyHandle handle(Table table) {
    return Objects.requireNonNull(byTable.get(table));
  }

  /** One user more, unless the last one has gone already. */
  boolean tryAcquire() {
    int seen = users.get();
    while (seen > 0) {
      if (users.compareAndSet(seen, seen + 1)) {
        return true;
      }
      seen = users.get();
    }
    return false;
  }

  /** One user less; the last one closes the database. */
  void release() {
    int left = users.decrementAndGet();
    if (left < 0) {
      throw new IllegalStateException("state in " + folder + " released more often than acquired");
    }
    if (left == 0) {
      handles.forEach(ColumnFamilyHandle::close);
      database.close();
      if (replaced) {
        deleteFolder();
      }
      closed.countDown();
    }
  }

  /** As {@link #release} by the store, when another generation has taken its place. */
  void retire() {
    replaced = true;
    release();
  }

  /** Writes everything in memory to disk, all tables together. */
  void flush() {
    try (FlushOptions options = new FlushOptions().setWaitForFlush(true)) {
      database.flush(options, handles);
    } catch (RocksDBException e) {
      throw RocksErrors.mapped("flushing the state in " + folder, e);
    }
  }

  /** Waits until the last user is gone; EBUSY after some seconds. */
  void awaitClosed() {
    try {
      if (!closed.await(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new FsException(
            Errno.EBUSY, "the state in " + folder + " still has " + users.get() + " readers");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FsException(Errno.EINTR, "interrupted while the state was closing", e);
    }
  }

  private void deleteFolder() {
    try {
      StateFolders.delete(folder);
    } catch (IOException e) {
      LOG.warn("could not delete the replaced state in {}; the next start will", folder, e);
    }
  }
}

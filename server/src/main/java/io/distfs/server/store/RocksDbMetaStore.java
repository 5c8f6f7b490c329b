package io.distfs.server.store;

import io.distfs.server.namespace.MetaStore;
import io.distfs.server.namespace.Table;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The replicated state in RocksDB. One thread writes, checkpoints and loads; any thread reads.
 *
 * <p>Nothing written here is durable until {@link #flush} or a checkpoint: the Raft log is the
 * write-ahead log. After a crash the state is that of some earlier applied entry, whole, and the
 * log is replayed from there.
 *
 * <p>Memory outside the heap: the cache, the memtables (twice while a flush runs), and about 16 MiB
 * of RocksDB's own for open files and compactions.
 */
public final class RocksDbMetaStore implements MetaStore, AutoCloseable {
  private final StateFolders folders;
  private final RocksTuning tuning;
  private final WriteOptions writing = new WriteOptions().setDisableWAL(true);
  private volatile Generation current;
  private volatile boolean closed;

  private RocksDbMetaStore(StateFolders folders, RocksTuning tuning, Generation current) {
    this.folders = folders;
    this.tuning = tuning;
    this.current = current;
  }

  /**
   * Opens the state in a folder, or begins an empty one there.
   *
   * @throws FsException EIO, ENOSPC; EPROTO for a format this program does not know
   */
  public static RocksDbMetaStore open(Path folder, StoreSettings settings) {
    StateFolders folders = new StateFolders(folder);
    RocksTuning tuning = new RocksTuning(settings);
    try {
      return new RocksDbMetaStore(folders, tuning, Generation.open(folders.current(), tuning));
    } catch (IOException e) {
      tuning.close();
      throw new FsException(Errno.EIO, "opening the state in " + folder + ": " + e, e);
    } catch (FsException e) {
      tuning.close();
      throw e;
    }
  }

  @Override
  public byte @Nullable [] get(Table table, byte[] key) {
    Generation generation = acquire();
    try {
      return generation.database().get(generation.handle(table), key);
    } catch (RocksDBException e) {
      throw RocksErrors.mapped("reading the state in " + generation.folder(), e);
    } finally {
      generation.release();
    }
  }

  @Override
  public Cursor scan(Table table, byte[] from, byte[] to) {
    return new RocksCursor(acquire(), null, table, new RocksCursor.Range(from, to));
  }

  @Override
  public void write(List<Change> changes) {
    Generation generation = acquire();
    try (WriteBatch batch = new WriteBatch()) {
      for (Change change : changes) {
        byte[] value = change.value();
        if (value == null) {
          batch.delete(generation.handle(change.table()), change.key());
        } else {
          batch.put(generation.handle(change.table()), change.key(), value);
        }
      }
      generation.database().write(writing, batch);
    } catch (RocksDBException e) {
      throw RocksErrors.mapped("writing the state in " + generation.folder(), e);
    } finally {
      generation.release();
    }
  }

  @Override
  public Snapshot snapshot() {
    return new RocksSnapshot(acquire());
  }

  /** Makes everything written so far durable. */
  public void flush() {
    Generation generation = acquire();
    try {
      generation.flush();
    } finally {
      generation.release();
    }
  }

  /**
   * Writes the whole state into an empty folder, as files without sub-folders. Tables on disk are
   * linked, not copied, where the filesystem allows it.
   */
  public void checkpoint(Path folder) throws IOException {
    Generation generation = acquire();
    // RocksDB wants to make the folder itself, and on the same filesystem as the state to link.
    Path fresh = folder.resolve("checkpoint.new");
    try (Checkpoint checkpoint = Checkpoint.create(generation.database())) {
      generation.flush();
      checkpoint.createCheckpoint(fresh.toString());
    } catch (RocksDBException e) {
      throw RocksErrors.mapped("checkpoint of the state into " + folder, e);
    } finally {
      generation.release();
    }
    for (Path file : StateFolders.list(fresh)) {
      Files.move(file, folder.resolve(file.getFileName().toString()));
    }
    Files.delete(fresh);
    StateFolders.force(folder);
  }

  /**
   * Replaces the whole state by that of a checkpoint, durably. Snapshots and cursors taken before
   * go on reading the old state until they are closed.
   */
  public void load(Path checkpoint) throws IOException {
    Generation old = current;
    Path folder = folders.next(old.folder());
    StateFolders.adopt(checkpoint, folder);
    Generation loaded = Generation.open(folder, tuning);
    folders.commit(folder); // the commit: a restart finds the loaded state
    current = loaded;
    old.retire();
  }

  /** Flushes and closes, waiting some seconds for readers. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    Generation last = current;
    last.flush();
    last.release();
    last.awaitClosed();
    writing.close();
    tuning.close();
  }

  private Generation acquire() {
    while (!closed) {
      Generation generation = current;
      if (generation.tryAcquire()) {
        return generation;
      }
    }
    throw new FsException(Errno.EHOSTDOWN, "the state store is closed");
  }
}

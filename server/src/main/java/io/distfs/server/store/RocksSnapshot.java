package io.distfs.server.store;

import io.distfs.server.namespace.MetaReader;
import io.distfs.server.namespace.MetaStore;
import io.distfs.server.namespace.Table;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.Snapshot;

/**
 * The state as it was at one point. Thread-safe for reading; closed once, after its cursors. Keeps
 * its database open even if a loaded snapshot has replaced it meanwhile.
 */
final class RocksSnapshot implements MetaStore.Snapshot {
  private final Generation generation;
  private final Snapshot snapshot;
  private final ReadOptions options;

  /** Takes over one use of the generation. */
  RocksSnapshot(Generation generation) {
    this.generation = generation;
    this.snapshot = generation.database().getSnapshot();
    this.options = new ReadOptions().setSnapshot(snapshot);
  }

  @Override
  public byte @Nullable [] get(Table table, byte[] key) {
    try {
      return generation.database().get(generation.handle(table), options, key);
    } catch (RocksDBException e) {
      throw RocksErrors.mapped("reading the state in " + generation.folder(), e);
    }
  }

  @Override
  public MetaReader.Cursor scan(Table table, byte[] from, byte[] to) {
    if (!generation.tryAcquire()) {
      throw new IllegalStateException("scan of a closed snapshot");
    }
    return new RocksCursor(generation, snapshot, table, new RocksCursor.Range(from, to));
  }

  @Override
  public void close() {
    options.close();
    generation.database().releaseSnapshot(snapshot);
    snapshot.close();
    generation.release();
  }
}

package io.distfs.server.store;

import io.distfs.server.namespace.MetaReader;
import io.distfs.server.namespace.Table;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;

/** A walk over a range of one table. Confined to one thread. */
final class RocksCursor implements MetaReader.Cursor {
  private final Generation generation;
  private final Slice end;
  private final ReadOptions options;
  private final RocksIterator iterator;
  private final byte[] from;
  private boolean started;

  /** Takes over one use of the generation. */
  RocksCursor(Generation generation, @Nullable Snapshot snapshot, Table table, Range range) {
    this.generation = generation;
    this.from = range.from;
    this.end = new Slice(range.to);
    this.options = new ReadOptions().setIterateUpperBound(end);
    if (snapshot != null) {
      options.setSnapshot(snapshot);
    }
    if (RocksTuning.hasPrefix(table) && range.withinPrefix()) {
      options.setPrefixSameAsStart(true);
    } else {
      options.setTotalOrderSeek(true);
    }
    this.iterator = generation.database().newIterator(generation.handle(table), options);
  }

  /** {@code from <= key < to}. */
  static final class Range {
    private final byte[] from;
    private final byte[] to;

    Range(byte[] from, byte[] to) {
      this.from = from;
      this.to = to;
    }

    /** Whether all keys of the range have the same prefix: then filters may skip files. */
    boolean withinPrefix() {
      if (from.length < RocksTuning.PREFIX_BYTES) {
        return false;
      }
      byte[] next = Arrays.copyOf(from, RocksTuning.PREFIX_BYTES);
      int i = next.length - 1;
      while (i >= 0 && ++next[i] == 0) {
        i--;
      }
      return i >= 0 && Arrays.compareUnsigned(to, next) <= 0;
    }
  }

  @Override
  public boolean next() {
    if (started) {
      iterator.next();
    } else {
      iterator.seek(from);
      started = true;
    }
    if (iterator.isValid()) {
      return true;
    }
    try {
      iterator.status();
      return false;
    } catch (RocksDBException e) {
      throw RocksErrors.mapped("scanning the state in " + generation.folder(), e);
    }
  }

  @Override
  public byte[] key() {
    return iterator.key();
  }

  @Override
  public byte[] value() {
    return iterator.value();
  }

  @Override
  public void close() {
    iterator.close();
    options.close();
    end.close();
    generation.release();
  }
}

package io.distfs.server.namespace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the replicated state lies. One writer; readers in any thread see whole batches only. */
public interface MetaStore extends MetaReader {
  /** Writes all changes atomically: one batch per applied log entry. */
  void write(List<Change> changes);

  /** A consistent view that later writes do not change. */
  Snapshot snapshot();

  /** One put, or with a null value one delete. The arrays are given up to the store. */
  final class Change {
    private final Table table;
    private final byte[] key;
    private final byte @Nullable [] value;

    /** A change of one key. */
    public Change(Table table, byte[] key, byte @Nullable [] value) {
      this.table = table;
      this.key = key;
      this.value = value;
    }

    /** The table. */
    public Table table() {
      return table;
    }

    /** The key, without a copy. */
    public byte[] key() {
      return key;
    }

    /** The value, without a copy; null deletes the key. */
    public byte @Nullable [] value() {
      return value;
    }
  }

  /** A view frozen at one point. */
  interface Snapshot extends MetaReader, AutoCloseable {
    @Override
    void close();
  }
}

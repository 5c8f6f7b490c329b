package io.distfs.server.namespace;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A {@link MetaStore} of sorted maps, for tests here and in other modules. Thread-safe; scans of
 * the live store step under its lock and may see later writes, those of a snapshot never do.
 */
public final class InMemoryMetaStore implements MetaStore {
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Table, NavigableMap<byte[], byte[]>> tables = new EnumMap<>(Table.class);

  /** An empty store. */
  public InMemoryMetaStore() {
    for (Table table : Table.values()) {
      tables.put(table, new TreeMap<>(Arrays::compareUnsigned));
    }
  }

  @Override
  public byte @Nullable [] get(Table table, byte[] key) {
    lock.lock();
    try {
      byte[] value = entries(table).get(key);
      return value == null ? null : value.clone();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Cursor scan(Table table, byte[] from, byte[] to) {
    return new Walk(table, from.clone(), to.clone());
  }

  @Override
  public void write(List<Change> changes) {
    lock.lock();
    try {
      for (Change change : changes) {
        byte[] value = change.value();
        if (value == null) {
          entries(change.table()).remove(change.key());
        } else {
          entries(change.table()).put(change.key(), value);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Snapshot snapshot() {
    return new Frozen(copy());
  }

  /** An independent store with the same entries. */
  public InMemoryMetaStore copy() {
    InMemoryMetaStore copy = new InMemoryMetaStore();
    lock.lock();
    try {
      tables.forEach((table, entries) -> copy.entries(table).putAll(entries));
    } finally {
      lock.unlock();
    }
    return copy;
  }

  private NavigableMap<byte[], byte[]> entries(Table table) {
    NavigableMap<byte[], byte[]> entries = tables.get(table);
    if (entries == null) {
      throw new IllegalStateException("no table " + table);
    }
    return entries;
  }

  /** Steps by asking for the next higher key, so that nothing is copied. */
  private final class Walk implements Cursor {
    private final Table table;
    private final byte[] to;
    private byte[] at;
    private byte[] value = {};
    private boolean started;
    private boolean closed;

    Walk(Table table, byte[] from, byte[] to) {
      this.table = table;
      this.at = from;
      this.to = to;
    }

    @Override
    public boolean next() {
      if (closed) {
        throw new IllegalStateException("cursor of " + table + " used after close");
      }
      lock.lock();
      try {
        Map.Entry<byte[], byte[]> entry =
            started ? entries(table).higherEntry(at) : entries(table).ceilingEntry(at);
        started = true;
        if (entry == null || Arrays.compareUnsigned(entry.getKey(), to) >= 0) {
          return false;
        }
        at = entry.getKey();
        value = entry.getValue();
        return true;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public byte[] key() {
      return at.clone();
    }

    @Override
    public byte[] value() {
      return value.clone();
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  /** A copy that nobody writes. */
  private record Frozen(InMemoryMetaStore store) implements Snapshot {
    @Override
    public byte @Nullable [] get(Table table, byte[] key) {
      return store.get(table, key);
    }

    @Override
    public Cursor scan(Table table, byte[] from, byte[] to) {
      return store.scan(table, from, to);
    }

    @Override
    public void close() {}
  }
}

package io.distfs.server.namespace;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The records commands meet again and again, in front of the store: counters, the sessions at work
 * and what they may use, directories being filled, files just made. Without it every command looked
 * them all up in the store, which was a third of its cost on every server. Confined to the thread
 * that applies the log.
 *
 * <p>Exactly what the store holds: all writes pass {@link #written}, and a state that replaces the
 * store's has a {@link Namespace} of its own, with an empty cache. It holds records that are, never
 * that one is not. Arrays handed out must not be changed.
 */
final class HotRecords implements MetaReader {
  private static final int RECORDS_MAX = 8192;

  /** Longer values (long link targets) are left to the store; so all of it is under 12 MiB. */
  private static final int VALUE_BYTES_MAX = 1024;

  private final MetaReader store;
  private final Map<Key, byte[]> records = new Recent();

  private record Key(Table table, ByteBuffer bytes) {
    static Key of(Table table, byte[] key) {
      return new Key(table, ByteBuffer.wrap(key));
    }
  }

  /** Forgets what was not used for longest. */
  private static final class Recent extends LinkedHashMap<Key, byte[]> {
    private static final long serialVersionUID = 1L;
    private static final float LOAD = 0.75f;

    Recent() {
      super(RECORDS_MAX, LOAD, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Key, byte[]> eldest) {
      return size() > RECORDS_MAX;
    }
  }

  HotRecords(MetaReader store) {
    this.store = store;
  }

  @Override
  public byte @Nullable [] get(Table table, byte[] key) {
    if (!isHot(table)) {
      return store.get(table, key);
    }
    Key named = Key.of(table, key);
    byte[] value = records.get(named);
    if (value == null) {
      value = store.get(table, key);
      if (value != null) {
        keep(named, value);
      }
    }
    return value;
  }

  @Override
  public Cursor scan(Table table, byte[] from, byte[] to) {
    return store.scan(table, from, to);
  }

  /** These changes are in the store now. */
  void written(List<MetaStore.Change> changes) {
    for (MetaStore.Change change : changes) {
      if (isHot(change.table())) {
        Key key = Key.of(change.table(), change.key());
        byte[] value = change.value();
        if (value == null) {
          records.remove(key);
        } else {
          keep(key, value);
        }
      }
    }
  }

  private void keep(Key key, byte[] value) {
    if (value.length <= VALUE_BYTES_MAX) {
      records.put(key, value);
    } else {
      records.remove(key);
    }
  }

  /** Tables of short records that one command after the other reads. */
  private static boolean isHot(Table table) {
    return switch (table) {
      case META, INODE, SESSION -> true;
      case DENTRY, COOKIE, EXTENT, INLINE, XATTR, BLOCK, OUTCOME, ORPHAN, RECLAIM -> false;
      case RESERVED, LOCK, LOCK_COUNT -> false;
    };
  }
}

package io.distfs.server.namespace;

import org.jspecify.annotations.Nullable;

/** Ordered byte keys and values, by table, as of one point in the log. */
public interface MetaReader {
  /** The value, or null. The array is the caller's. */
  byte @Nullable [] get(Table table, byte[] key);

  /** Entries with {@code from <= key < to} in unsigned byte order. */
  Cursor scan(Table table, byte[] from, byte[] to);

  /** A walk over entries. Confined to one thread. */
  interface Cursor extends AutoCloseable {
    /** Moves to the next entry; false at the end. */
    boolean next();

    /** Key of the current entry; the caller's. */
    byte[] key();

    /** Value of the current entry; the caller's. */
    byte[] value();

    @Override
    void close();
  }
}

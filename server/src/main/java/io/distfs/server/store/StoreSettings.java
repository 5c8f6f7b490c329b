package io.distfs.server.store;

/**
 * How much memory the state store may take outside the heap. Immutable.
 *
 * @param cacheBytes blocks, indexes and filters read from disk, of all tables together
 * @param memtableBytes changes not yet written to disk, of all tables together; up to twice as much
 *     for the moment a flush takes
 */
public record StoreSettings(long cacheBytes, long memtableBytes) {
  /** What a server uses unless told otherwise: 64 MiB and 32 MiB. */
  public static final StoreSettings DEFAULT = new StoreSettings(64L << 20, 32L << 20);

  /** Least of each: below it every read and write goes to disk. */
  private static final long BYTES_MIN = 1L << 20;

  public StoreSettings {
    if (cacheBytes < BYTES_MIN || memtableBytes < BYTES_MIN) {
      throw new IllegalArgumentException(
          "cache of " + cacheBytes + " and memtables of " + memtableBytes + " bytes, want 1 MiB");
    }
  }
}

package io.distfs.server.namespace;

/**
 * Usable space as the leader knows it from the servers' reports, already divided by the replicas.
 * Immutable.
 */
public record Space(long totalBytes, long freeBytes) {
  private static final long COPY_RESERVE_BYTES_MAX = 1L << 30;
  private static final int COPY_RESERVE_SHARE = 16;

  /**
   * Free space that new data and reservations may take: an overwrite needs a new block before its
   * old one is free, so a sixteenth, at most a gibibyte, is left to overwrites.
   */
  public long spareBytes() {
    return Math.max(0, freeBytes - copyReserveBytes());
  }

  /**
   * All space that data and reservations may ever take: what is left to overwrites is not in it.
   */
  public long usableBytes() {
    return totalBytes - copyReserveBytes();
  }

  /** What is left to overwrites. */
  public long copyReserveBytes() {
    return Math.min(COPY_RESERVE_BYTES_MAX, totalBytes / COPY_RESERVE_SHARE);
  }
}

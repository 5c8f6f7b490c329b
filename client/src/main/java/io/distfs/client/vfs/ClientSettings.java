package io.distfs.client.vfs;

import io.distfs.client.access.AccessTimePolicy;
import io.distfs.shared.cluster.HostPort;
import java.time.Duration;
import java.util.List;

/**
 * How a client shall work. Immutable.
 *
 * @param servers some or all of the cluster's servers; the others are learned from them
 * @param name who this is, for people: host and mount point
 * @param operationDeadline every operation ends by then; longer than any failover
 * @param cacheTimeout how long attributes and names are believed
 * @param blockCacheBytes hard limit of the block cache, off the heap
 * @param writeBufferBytes hard limit of all write buffers, off the heap
 * @param readaheadBytesMax greatest readahead window of one open file
 * @param writebackAge written data is flushed after this time at the latest
 * @param accessTimes which reads move a time of access
 * @param localReads whether blocks of a server on this machine are read out of its files
 */
public record ClientSettings(
    List<HostPort> servers,
    String name,
    Duration operationDeadline,
    Duration cacheTimeout,
    long blockCacheBytes,
    long writeBufferBytes,
    int readaheadBytesMax,
    Duration writebackAge,
    AccessTimePolicy accessTimes,
    boolean localReads) {
  /** 30 s. */
  public static final Duration OPERATION_DEADLINE_DEFAULT = Duration.ofSeconds(30);

  /** 1 s. */
  public static final Duration CACHE_TIMEOUT_DEFAULT = Duration.ofSeconds(1);

  /** 128 MiB: the kernel caches pages too. */
  public static final long BLOCK_CACHE_BYTES_DEFAULT = 128L << 20;

  /** 128 MiB. */
  public static final long WRITE_BUFFER_BYTES_DEFAULT = 128L << 20;

  /** 8 MiB. */
  public static final int READAHEAD_BYTES_MAX_DEFAULT = 8 << 20;

  /** 5 s. */
  public static final Duration WRITEBACK_AGE_DEFAULT = Duration.ofSeconds(5);

  public ClientSettings {
    servers = List.copyOf(servers);
  }

  /** Everything as usual. */
  public static ClientSettings defaults(List<HostPort> servers, String name) {
    return new ClientSettings(
        servers,
        name,
        OPERATION_DEADLINE_DEFAULT,
        CACHE_TIMEOUT_DEFAULT,
        BLOCK_CACHE_BYTES_DEFAULT,
        WRITE_BUFFER_BYTES_DEFAULT,
        READAHEAD_BYTES_MAX_DEFAULT,
        WRITEBACK_AGE_DEFAULT,
        AccessTimePolicy.DEFAULT,
        true);
  }

  /** The same with another idea of times of access. */
  public ClientSettings withAccessTimes(AccessTimePolicy policy) {
    return new ClientSettings(
        servers,
        name,
        operationDeadline,
        cacheTimeout,
        blockCacheBytes,
        writeBufferBytes,
        readaheadBytesMax,
        writebackAge,
        policy,
        localReads);
  }
}

package io.distfs.server.cluster;

import java.nio.file.Path;

/**
 * Where things lie in a server's data folder. Immutable.
 *
 * <pre>
 * server.json    which server of which cluster this is
 * cluster.json   the cluster map it began with
 * lock           locked by the process that uses the folder
 * raft/          the Raft log and its snapshots
 * meta/          the replicated state (RocksDB)
 * blocks/        the block files
 * </pre>
 */
public record FolderLayout(Path root) {
  /** {@code server.json}. */
  public Path identity() {
    return root.resolve("server.json");
  }

  /** {@code cluster.json}. */
  public Path cluster() {
    return root.resolve("cluster.json");
  }

  /** {@code lock}. */
  public Path lock() {
    return root.resolve("lock");
  }

  /** {@code raft/}. */
  public Path raft() {
    return root.resolve("raft");
  }

  /** {@code meta/}. */
  public Path meta() {
    return root.resolve("meta");
  }

  /** {@code blocks/}. */
  public Path blocks() {
    return root.resolve("blocks");
  }
}

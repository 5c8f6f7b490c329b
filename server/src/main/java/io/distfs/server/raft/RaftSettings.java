package io.distfs.server.raft;

import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.ServerId;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a member of the consensus group runs. Immutable.
 *
 * @param self which server of the map this is
 * @param map the servers; all of them vote
 * @param folder where log, vote and snapshots live; made if missing
 * @param electionTimeout silence of the leader after which another is elected, at least 1 s
 * @param snapshotEntries applied entries after which a snapshot is taken
 * @param snapshotBytes bytes of applied entries after which a snapshot is taken
 * @param snapshotPeriod time after which a snapshot is taken if anything was applied
 */
public record RaftSettings(
    ServerId self,
    ClusterMap map,
    Path folder,
    Duration electionTimeout,
    int snapshotEntries,
    long snapshotBytes,
    Duration snapshotPeriod) {
  /** Below it, a stall of one disk or one garbage collection would change leaders. */
  public static final Duration ELECTION_TIMEOUT_MIN = Duration.ofSeconds(1);

  private static final int SNAPSHOT_ENTRIES = 200_000;
  private static final long SNAPSHOT_BYTES = 512L << 20;
  private static final Duration SNAPSHOT_PERIOD = Duration.ofMinutes(30);

  public RaftSettings {
    if (map.server(self) == null) {
      throw new FsException(Errno.EINVAL, "server " + self + " is not in the cluster map");
    }
    if (electionTimeout.compareTo(ELECTION_TIMEOUT_MIN) < 0) {
      throw new FsException(
          Errno.EINVAL,
          "election time-out " + electionTimeout + ", want at least " + ELECTION_TIMEOUT_MIN);
    }
    if (snapshotEntries < 1 || snapshotBytes < 1 || snapshotPeriod.toSeconds() < 1) {
      throw new FsException(
          Errno.EINVAL,
          "snapshot after "
              + snapshotEntries
              + " entries, "
              + snapshotBytes
              + " bytes, "
              + snapshotPeriod
              + ": each must be positive");
    }
  }

  /** The usual: 1 s of silence, a snapshot each 200,000 entries, 512 MiB or half an hour. */
  public static RaftSettings of(ServerId self, ClusterMap map, Path folder) {
    return new RaftSettings(
        self, map, folder, ELECTION_TIMEOUT_MIN, SNAPSHOT_ENTRIES, SNAPSHOT_BYTES, SNAPSHOT_PERIOD);
  }
}

package io.distfs.server.cluster;

import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.cluster.ServerInfo;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.ClusterId;
import io.distfs.shared.id.ServerId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The contents of {@code cluster.json}: the cluster map every server begins with. The same file is
 * given to each server when it is formatted; afterwards the replicated state is what counts.
 * Immutable.
 *
 * @param formatVersion {@link #FORMAT_VERSION}
 * @param cluster UUID of the cluster
 * @param createdSeconds since the epoch
 * @param createdNanos within the second
 * @param replicas wanted copies of each block
 */
public record ClusterFile(
    int formatVersion,
    String cluster,
    long createdSeconds,
    int createdNanos,
    int replicas,
    List<Server> servers) {
  /** The version written today. */
  public static final int FORMAT_VERSION = 1;

  public ClusterFile {
    servers = List.copyOf(servers);
  }

  /** One server of the file. */
  public record Server(int id, String uuid, String address, int weight, String failureDomain) {}

  /** The file of a map. */
  static ClusterFile of(ClusterMap map) {
    List<Server> servers = new ArrayList<>();
    for (ServerInfo server : map.servers()) {
      servers.add(
          new Server(
              server.id().value(),
              server.uuid().toString(),
              server.address().toString(),
              server.weight(),
              server.failureDomain()));
    }
    return new ClusterFile(
        FORMAT_VERSION,
        map.cluster().toString(),
        map.created().seconds(),
        map.created().nanos(),
        map.replicas(),
        servers);
  }

  /**
   * The map of the file.
   *
   * @throws FsException EPROTO for a version this program does not know, EINVAL for bad fields
   */
  ClusterMap toMap() {
    if (formatVersion != FORMAT_VERSION) {
      throw new FsException(
          Errno.EPROTO,
          "cluster.json of format " + formatVersion + ", this program reads " + FORMAT_VERSION);
    }
    try {
      List<ServerInfo> infos = new ArrayList<>();
      for (Server server : servers) {
        infos.add(
            new ServerInfo(
                new ServerId(server.id()),
                UUID.fromString(server.uuid()),
                HostPort.parse(server.address()),
                server.weight(),
                server.failureDomain()));
      }
      return new ClusterMap(
          new ClusterId(UUID.fromString(cluster)),
          1,
          new Timestamp(createdSeconds, createdNanos),
          replicas,
          infos);
    } catch (IllegalArgumentException e) {
      throw new FsException(Errno.EINVAL, "cluster.json is damaged: " + e.getMessage(), e);
    }
  }
}

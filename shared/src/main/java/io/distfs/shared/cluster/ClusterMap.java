package io.distfs.shared.cluster;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.ClusterId;
import io.distfs.shared.id.ServerId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as agreed on: its identity, its servers, how many replicas a block has. Part of the
 * replicated state; the epoch grows with every change. Immutable.
 *
 * @param created when the cluster was formatted; the root directory's times
 * @param replicas wanted copies of each block, 1..7
 */
public record ClusterMap(
    ClusterId cluster, long epoch, Timestamp created, int replicas, List<ServerInfo> servers) {
  /** Greatest number of servers. */
  public static final int SERVERS_MAX = 1024;

  private static final int REPLICAS_MAX = 7;

  public ClusterMap {
    servers = List.copyOf(servers);
    if (servers.isEmpty() || servers.size() > SERVERS_MAX) {
      throw new FsException(Errno.EINVAL, "cluster of " + servers.size() + " servers");
    }
    if (replicas < 1 || replicas > REPLICAS_MAX) {
      throw new FsException(Errno.EINVAL, "replicas " + replicas + ", want 1.." + REPLICAS_MAX);
    }
  }

  /** The server with that id, or null. */
  public @Nullable ServerInfo server(ServerId id) {
    for (ServerInfo server : servers) {
      if (server.id().equals(id)) {
        return server;
      }
    }
    return null;
  }
}

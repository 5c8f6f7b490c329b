package io.distfs.server.raft;

import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.util.Endpoint;
import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.cluster.ServerInfo;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.ServerId;
import org.jspecify.annotations.Nullable;

/**
 * What JRaft calls the servers of a cluster: {@code server-3:1} for server 3. Immutable.
 *
 * <p>JRaft writes peers into its log and its snapshots, so a name must outlive a change of address:
 * identity is the server's number, and only the transport looks up where it listens now.
 */
final class PeerNames {
  private static final String PREFIX = "server-";

  /** JRaft wants a port; there is one engine per server and cluster. */
  private static final int PORT = 1;

  private final ClusterMap map;

  PeerNames(ClusterMap map) {
    this.map = map;
  }

  /** The name of the group: engines of several clusters in one process never mix. */
  String group() {
    return "distfs-" + map.cluster();
  }

  PeerId peer(ServerId server) {
    return new PeerId(PREFIX + server.value(), PORT);
  }

  /** All servers of the map, as voters. */
  Configuration voters() {
    Configuration voters = new Configuration();
    for (ServerInfo server : map.servers()) {
      voters.addPeer(peer(server.id()));
    }
    return voters;
  }

  /** The server of a name, or null if it is none of ours. */
  @Nullable ServerId server(Endpoint endpoint) {
    String name = endpoint.getIp();
    for (ServerInfo server : map.servers()) {
      if (name.equals(PREFIX + server.id().value())) {
        return server.id();
      }
    }
    return null;
  }

  /**
   * Where the server of a name listens.
   *
   * @throws FsException EHOSTDOWN if the map has no such server
   */
  HostPort address(Endpoint endpoint) {
    ServerId id = server(endpoint);
    ServerInfo server = id == null ? null : map.server(id);
    if (server == null) {
      throw new FsException(Errno.EHOSTDOWN, "the cluster map has no " + endpoint);
    }
    return server.address();
  }
}

package io.distfs.server.replication;

import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.cluster.ServerInfo;
import io.distfs.shared.id.ServerId;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where the other servers are. Thread-safe. */
@FunctionalInterface
public interface Peers {
  /** The address of a server, or null if the cluster has none of that id. */
  @Nullable HostPort address(ServerId server);

  /** As the newest cluster map says. */
  static Peers of(Supplier<ClusterMap> map) {
    return server -> {
      ServerInfo info = map.get().server(server);
      return info == null ? null : info.address();
    };
  }
}

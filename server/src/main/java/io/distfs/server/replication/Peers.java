package io.distfs.server.replication;

import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.id.ServerId;
import org.jspecify.annotations.Nullable;

/** Where the other servers are. Thread-safe. */
@FunctionalInterface
public interface Peers {
  /** The address of a server, or null if the cluster has none of that id. */
  @Nullable HostPort address(ServerId server);
}

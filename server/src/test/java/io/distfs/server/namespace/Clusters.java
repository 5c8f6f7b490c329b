package io.distfs.server.namespace;

import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.cluster.ServerInfo;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.ClusterId;
import io.distfs.shared.id.ServerId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Cluster maps for tests. */
public final class Clusters {
  /** When they were formatted. */
  public static final Timestamp CREATED = new Timestamp(1_700_000_000, 123);

  private Clusters() {}

  /** Three servers, three replicas. */
  public static ClusterMap ofThree() {
    List<ServerInfo> servers = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      HostPort address = new HostPort("127.0.0.1", HostPort.DEFAULT_PORT + i);
      servers.add(new ServerInfo(new ServerId(i), new UUID(7, i), address, 100, "host" + i));
    }
    return new ClusterMap(new ClusterId(new UUID(1, 2)), 1, CREATED, 3, servers);
  }
}

package io.distfs.server.raft;

import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.cluster.ServerInfo;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.ClusterId;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.transport.FreePort;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Cluster maps of servers on free loopback ports. */
final class TestMaps {
  private static final int WEIGHT = 100;

  private TestMaps() {}

  static ClusterMap of(int servers) {
    List<ServerInfo> infos = new ArrayList<>();
    for (int i = 1; i <= servers; i++) {
      infos.add(
          new ServerInfo(new ServerId(i), UUID.randomUUID(), FreePort.next(), WEIGHT, "host-" + i));
    }
    return new ClusterMap(
        new ClusterId(UUID.randomUUID()), 1, new Timestamp(1_700_000_000, 0), servers, infos);
  }
}

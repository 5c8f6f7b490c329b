package io.distfs.server.namespace;

import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.cluster.ServerInfo;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.ByteString;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.ClusterId;
import io.distfs.shared.id.ServerId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The cluster map in {@link Table#META}; bytes in docs/METADATA.md. Stateless. */
final class ClusterMapCodec {
  private static final int VERSION = 1;
  private static final int SERVER_BYTES = 64;

  private ClusterMapCodec() {}

  static byte[] encode(ClusterMap map) {
    ValueWriter out = new ValueWriter(VERSION, SERVER_BYTES * (1 + map.servers().size()));
    writeUuid(out, map.cluster().value());
    out.i64(map.epoch()).time(map.created()).u8(map.replicas()).i32(map.servers().size());
    for (ServerInfo server : map.servers()) {
      out.u16(server.id().value());
      writeUuid(out, server.uuid());
      out.bytes(ByteString.of(server.address().host())).u16(server.address().port());
      out.i32(server.weight()).bytes(ByteString.of(server.failureDomain()));
    }
    return out.toBytes();
  }

  static ClusterMap decode(byte[] value) {
    ValueReader in = new ValueReader("cluster map", VERSION, value);
    try {
      ClusterId cluster = new ClusterId(readUuid(in));
      long epoch = in.i64();
      Timestamp created = in.time();
      int replicas = in.u8();
      int count = in.count(ClusterMap.SERVERS_MAX);
      List<ServerInfo> servers = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        servers.add(
            new ServerInfo(
                new ServerId(in.u16()),
                readUuid(in),
                new HostPort(text(in), in.u16()),
                in.i32(),
                text(in)));
      }
      in.end();
      return new ClusterMap(cluster, epoch, created, replicas, servers);
    } catch (FsException | IllegalArgumentException e) {
      throw new CorruptStateException("stored cluster map: " + e.getMessage());
    }
  }

  private static void writeUuid(ValueWriter out, UUID uuid) {
    out.i64(uuid.getMostSignificantBits()).i64(uuid.getLeastSignificantBits());
  }

  private static UUID readUuid(ValueReader in) {
    return new UUID(in.i64(), in.i64());
  }

  private static String text(ValueReader in) {
    return new String(in.bytes().toByteArray(), StandardCharsets.UTF_8);
  }
}

package io.distfs.shared.wire;

import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.cluster.ServerInfo;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.Timestamp;
import io.distfs.shared.id.ClusterId;
import io.distfs.shared.id.ServerId;
import java.util.List;
import java.util.UUID;

/** Bytes of the cluster map. Stateless. */
public final class ClusterMapCodec {
  private static final int UUID_BYTES = 16;

  /** Id, UUID, host of one byte, port, weight, empty label. */
  private static final int SERVER_BYTES_MIN = 2 + UUID_BYTES + 3 + 2 + 2 + 2;

  private ClusterMapCodec() {}

  /** Writes a map. */
  public static void write(WireWriter writer, ClusterMap map) {
    writer.uuid(map.cluster().value());
    writer.u63("epoch", map.epoch());
    TimestampCodec.write(writer, map.created());
    writer.count8("replicas", map.replicas(), BlockInfo.REPLICAS_MAX);
    writer.count16("servers", map.servers().size(), ClusterMap.SERVERS_MAX);
    Decoding.writeAll(writer, map.servers(), ClusterMapCodec::writeServer);
  }

  /** Reads a map. */
  public static ClusterMap read(WireReader reader) {
    ClusterId cluster = new ClusterId(reader.uuid());
    long epoch = reader.u63("epoch");
    Timestamp created = TimestampCodec.read(reader);
    int replicas = reader.u8();
    int count = reader.count16("servers", ClusterMap.SERVERS_MAX, SERVER_BYTES_MIN);
    List<ServerInfo> servers = Decoding.readAll(reader, count, ClusterMapCodec::readServer);
    try {
      return new ClusterMap(cluster, epoch, created, replicas, servers);
    } catch (FsException e) {
      throw reader.invalid("want a cluster map", e);
    }
  }

  private static void writeServer(WireWriter writer, ServerInfo server) {
    IdCodec.write(writer, server.id());
    writer.uuid(server.uuid());
    writer.text("host", server.address().host());
    writer.u16(server.address().port());
    writer.u16(server.weight());
    writer.text("failure domain", server.failureDomain());
  }

  private static ServerInfo readServer(WireReader reader) {
    ServerId id = IdCodec.readServer(reader);
    UUID uuid = reader.uuid();
    String host = reader.text("host");
    int port = reader.u16();
    int weight = reader.u16();
    String failureDomain = reader.text("failure domain");
    try {
      return new ServerInfo(id, uuid, new HostPort(host, port), weight, failureDomain);
    } catch (FsException e) {
      throw reader.invalid("want a server of the cluster", e);
    }
  }
}

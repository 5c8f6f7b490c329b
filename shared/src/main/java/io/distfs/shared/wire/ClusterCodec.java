package io.distfs.shared.wire;

import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.message.ClusterState;
import io.distfs.shared.message.ServerReport;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bytes of what servers and clients tell each other about the cluster. Stateless. */
public final class ClusterCodec {
  private static final int REPORT_BYTES = Short.BYTES + 5 * Long.BYTES;
  private static final int MEMBER_BYTES = REPORT_BYTES + Long.BYTES;

  private ClusterCodec() {}

  /** The cluster's state as a message. */
  public static ByteBuffer encodeState(ClusterState state) {
    return Decoding.encode(state, ClusterCodec::writeState);
  }

  /**
   * The cluster's state of a message.
   *
   * @throws io.distfs.shared.error.FsException EBADMSG if the bytes are not one
   */
  public static ClusterState decodeState(ByteBuffer bytes) {
    return Decoding.decode("cluster state", bytes, ClusterCodec::readState);
  }

  /** A server's report as a message; the reply has no fields. */
  public static ByteBuffer encodeReport(ServerReport report) {
    return Decoding.encode(report, ClusterCodec::writeReport);
  }

  /**
   * The server's report of a message.
   *
   * @throws io.distfs.shared.error.FsException EBADMSG if the bytes are not one
   */
  public static ServerReport decodeReport(ByteBuffer bytes) {
    return Decoding.decode("server report", bytes, ClusterCodec::readReport);
  }

  /** The cluster map alone, as it stands in the replicated state. */
  public static ByteBuffer encodeMap(ClusterMap map) {
    return Decoding.encode(map, ClusterMapCodec::write);
  }

  /**
   * The cluster map of such bytes.
   *
   * @throws io.distfs.shared.error.FsException EBADMSG if the bytes are not one
   */
  public static ClusterMap decodeMap(ByteBuffer bytes) {
    return Decoding.decode("cluster map", bytes, ClusterMapCodec::read);
  }

  private static void writeState(WireWriter writer, ClusterState state) {
    ClusterMapCodec.write(writer, state.map());
    IdCodec.write(writer, state.answering());
    IdCodec.writeOrNull(writer, state.leader());
    writer.count16("reports", state.reports().size(), ClusterMap.SERVERS_MAX);
    for (ClusterState.Member member : state.reports()) {
      writeReport(writer, member.report());
      writer.u63("age", member.ageMillis());
    }
  }

  private static ClusterState readState(WireReader reader) {
    ClusterMap map = ClusterMapCodec.read(reader);
    ServerId answering = IdCodec.readServer(reader);
    @Nullable ServerId leader = IdCodec.readServerOrNull(reader);
    int count = reader.count16("reports", ClusterMap.SERVERS_MAX, MEMBER_BYTES);
    List<ClusterState.Member> reports = Decoding.readAll(reader, count, ClusterCodec::readMember);
    return new ClusterState(map, answering, leader, reports);
  }

  private static ClusterState.Member readMember(WireReader reader) {
    return new ClusterState.Member(readReport(reader), reader.u63("age"));
  }

  private static void writeReport(WireWriter writer, ServerReport report) {
    IdCodec.write(writer, report.server());
    writer.u63("total bytes", report.totalBytes());
    writer.u63("used bytes", report.usedBytes());
    writer.u63("blocks", report.blocks());
    writer.u63("applied index", report.appliedIndex());
    writer.u63("reclaimed up to", report.reclaimedUpTo());
  }

  private static ServerReport readReport(WireReader reader) {
    return new ServerReport(
        IdCodec.readServer(reader),
        reader.u63("total bytes"),
        reader.u63("used bytes"),
        reader.u63("blocks"),
        reader.u63("applied index"),
        reader.u63("reclaimed up to"));
  }
}

package io.distfs.server.cluster;

import io.distfs.server.raft.RaftEngine;
import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.message.ClusterState;
import io.distfs.shared.message.ServerReport;
import io.distfs.shared.transport.Payload;
import io.distfs.shared.transport.Request;
import io.distfs.shared.transport.Responder;
import io.distfs.shared.wire.ClusterCodec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;

/** Answers for the cluster as this server sees it, and takes the servers' reports. Thread-safe. */
public final class ClusterService {
  private final ServerId self;
  private final Supplier<ClusterMap> map;
  private final RaftEngine raft;
  private final ReportBoard board;

  /** A service over these parts; the map is the newest one known here. */
  public ClusterService(
      ServerId self, Supplier<ClusterMap> map, RaftEngine raft, ReportBoard board) {
    this.self = self;
    this.map = map;
    this.raft = raft;
    this.board = board;
  }

  /** {@code CLUSTER}: any server answers, only the leader knows of reports. */
  public void cluster(Request request, Responder responder) {
    request.payload().close();
    List<ClusterState.Member> reports = raft.isLeader() ? board.members() : List.of();
    ClusterState state = new ClusterState(map.get(), self, raft.leader(), reports);
    responder.reply(ClusterCodec.encodeState(state), Payload.empty());
  }

  /** {@code SERVER_REPORT}: to the leader. */
  public void report(Request request, Responder responder) {
    request.payload().close();
    if (!raft.isLeader()) {
      responder.redirect(raft.leader());
      return;
    }
    try {
      ServerReport report = ClusterCodec.decodeReport(request.header());
      if (map.get().server(report.server()) == null) {
        throw new FsException(
            Errno.EINVAL, "report of server " + report.server() + ", which is not in the cluster");
      }
      board.put(report);
      responder.reply(ByteBuffer.allocate(0), Payload.empty());
    } catch (FsException e) {
      responder.fail(e.errno(), e.detail());
    }
  }
}

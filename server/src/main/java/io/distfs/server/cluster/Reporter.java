package io.distfs.server.cluster;

import io.distfs.server.raft.RaftEngine;
import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.cluster.ServerInfo;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.message.ServerReport;
import io.distfs.shared.transport.Lane;
import io.distfs.shared.transport.MessageKind;
import io.distfs.shared.transport.RpcClient;
import io.distfs.shared.wire.ClusterCodec;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the leader of this server, whoever leads. Thread-safe. */
public final class Reporter {
  private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);
  private static final Duration LIMIT = Duration.ofSeconds(1);

  private final RaftEngine raft;
  private final Supplier<ClusterMap> map;
  private final Supplier<ServerReport> report;
  private final ReportBoard board;
  private final RpcClient rpc;

  /** Reports what the supplier says, to the board if this server leads, else over the network. */
  public Reporter(
      RaftEngine raft,
      Supplier<ClusterMap> map,
      Supplier<ServerReport> report,
      ReportBoard board,
      RpcClient rpc) {
    this.raft = raft;
    this.map = map;
    this.report = report;
    this.board = board;
    this.rpc = rpc;
  }

  /** One report; about once a second. Without a leader there is nobody to tell. */
  public void run() {
    ServerReport current = report.get();
    if (raft.isLeader()) {
      board.put(current);
      return;
    }
    ServerId leader = raft.leader();
    ServerInfo there = leader == null ? null : map.get().server(leader);
    if (there == null || current.server().equals(leader)) {
      return;
    }
    RpcClient.Outgoing message = RpcClient.Outgoing.of(ClusterCodec.encodeReport(current));
    var _ =
        rpc.call(there.address(), Lane.CONTROL, MessageKind.SERVER_REPORT, message, LIMIT)
            .whenComplete(
                (reply, error) -> {
                  if (reply != null) {
                    reply.payload().close();
                  } else {
                    LOG.debug("report to server {} not taken: {}", leader, String.valueOf(error));
                  }
                });
  }
}

package io.distfs.client.admin;

import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.cluster.ServerInfo;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.fs.Attributes;
import io.distfs.shared.fs.BlockInfo;
import io.distfs.shared.fs.FileMap;
import io.distfs.shared.fs.FilesystemStatistics;
import io.distfs.shared.fs.Segment;
import io.distfs.shared.id.BlockId;
import io.distfs.shared.id.InodeId;
import io.distfs.shared.message.Answer;
import io.distfs.shared.message.ClusterState;
import io.distfs.shared.message.Query;
import io.distfs.shared.message.VerifyReport;
import io.distfs.shared.transport.Identity;
import io.distfs.shared.transport.Lane;
import io.distfs.shared.transport.MessageKind;
import io.distfs.shared.transport.NettyRpcClient;
import io.distfs.shared.transport.NotLeaderException;
import io.distfs.shared.transport.Reply;
import io.distfs.shared.transport.RpcClient;
import io.distfs.shared.wire.AnswerCodec;
import io.distfs.shared.wire.ClusterCodec;
import io.distfs.shared.wire.QueryCodec;
import io.distfs.shared.wire.VerifyCodec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a cluster about itself, without a session: for the command line and for tests. Thread-safe;
 * every call blocks for at most its deadline.
 *
 * <p>Tries each server once, for a person wants an answer now: what none of them can say is an
 * {@link FsException} with what each of them said.
 */
public final class AdminClient implements AutoCloseable {
  /** A server that has not answered by then counts as down. */
  private static final Duration ASK_LIMIT = Duration.ofSeconds(3);

  /** The verifier reads the whole state. */
  private static final Duration VERIFY_LIMIT = Duration.ofMinutes(10);

  private final List<HostPort> servers;
  private final RpcClient rpc;

  /** A client of the cluster these servers belong to. */
  public AdminClient(List<HostPort> servers) {
    this.servers = List.copyOf(servers);
    this.rpc = new NettyRpcClient(Identity.tool());
  }

  /**
   * A file's attributes and everything it consists of.
   *
   * @param segments in order of offset
   */
  public record FileLayout(
      Attributes attributes, List<Segment> segments, Map<BlockId, BlockInfo> blocks) {}

  /**
   * The cluster's state, from the leader if it answers, else from any server.
   *
   * @throws FsException EHOSTDOWN if none answers
   */
  public ClusterState clusterState() {
    ClusterState any = null;
    List<String> failures = new ArrayList<>();
    for (HostPort server : servers) {
      try {
        ClusterState state = clusterState(server);
        if (state.answering().equals(state.leader())) {
          return state;
        }
        any = state;
      } catch (FsException e) {
        failures.add(server + ": " + e.getMessage());
      }
    }
    if (any == null) {
      throw new FsException(Errno.EHOSTDOWN, "no server answers; " + String.join("; ", failures));
    }
    ClusterState fromLeader = askLeaderOf(any);
    return fromLeader == null ? any : fromLeader;
  }

  /** The cluster as one server sees it. */
  public ClusterState clusterState(HostPort server) {
    return ClusterCodec.decodeState(
        call(server, MessageKind.CLUSTER, ByteBuffer.allocate(0), ASK_LIMIT));
  }

  /** Lets one server check its whole metadata structure. */
  public VerifyReport verify(HostPort server) {
    return VerifyCodec.decode(
        call(server, MessageKind.VERIFY, ByteBuffer.allocate(0), VERIFY_LIMIT));
  }

  /** Space and inodes. */
  public FilesystemStatistics statistics() {
    return switch (query(new Query.StatFilesystem())) {
      case Answer.Statistics answer -> answer.statistics();
      case Answer other -> throw unexpected(other);
    };
  }

  /** Where a file lies. ESTALE if there is no such inode. */
  public FileLayout layout(InodeId inode) {
    Attributes attributes =
        switch (query(new Query.GetAttributes(inode))) {
          case Answer.Node node -> node.attributes();
          case Answer other -> throw unexpected(other);
        };
    List<Segment> segments = new ArrayList<>();
    Map<BlockId, BlockInfo> blocks = new LinkedHashMap<>();
    long offset = 0;
    while (attributes.content().allocatedBytes() > 0 && offset < attributes.size()) {
      FileMap map =
          switch (query(new Query.GetFileMap(inode, offset, attributes.size() - offset))) {
            case Answer.Map answer -> answer.map();
            case Answer other -> throw unexpected(other);
          };
      segments.addAll(map.segments());
      map.blocks().forEach(block -> blocks.put(block.block(), block));
      if (map.end() <= offset) {
        break;
      }
      offset = map.end();
    }
    return new FileLayout(attributes, List.copyOf(segments), Map.copyOf(blocks));
  }

  @Override
  public void close() {
    rpc.close();
  }

  private Answer query(Query query) {
    ClusterState state = clusterState();
    ServerInfo leader = state.leader() == null ? null : state.map().server(state.leader());
    if (leader == null) {
      throw new FsException(Errno.EHOSTDOWN, "the cluster has no leader now");
    }
    Answer answer =
        AnswerCodec.decode(
            call(leader.address(), MessageKind.QUERY, QueryCodec.encode(query), ASK_LIMIT));
    if (answer instanceof Answer.Refused refused) {
      throw new FsException(refused.errno(), "refused: " + query);
    }
    return answer;
  }

  private @Nullable ClusterState askLeaderOf(ClusterState state) {
    ServerInfo leader = state.leader() == null ? null : state.map().server(state.leader());
    if (leader == null) {
      return null;
    }
    try {
      return clusterState(leader.address());
    } catch (FsException e) {
      // Named as the leader but not answering: the follower's word is the best there is, and the
      // absence of reports in it says that the leader is silent.
      return null;
    }
  }

  private ByteBuffer call(HostPort to, MessageKind kind, ByteBuffer header, Duration limit) {
    CompletableFuture<Reply> future =
        rpc.call(to, Lane.CONTROL, kind, RpcClient.Outgoing.of(header), limit);
    try {
      Reply reply = future.join();
      reply.payload().close();
      return reply.header();
    } catch (CompletionException e) {
      throw switch (e.getCause()) {
        case FsException failure -> failure;
        case NotLeaderException moved ->
            new FsException(
                Errno.EAGAIN, "the leader has just changed to " + moved.leader(), moved);
        case null, default -> e;
      };
    }
  }

  private static IllegalStateException unexpected(Answer answer) {
    return new IllegalStateException("answer of the wrong kind: " + answer);
  }
}

package io.distfs.server.raft;

import io.distfs.shared.cluster.ClusterMap;
import io.distfs.shared.cluster.ServerInfo;
import io.distfs.shared.id.ServerId;
import io.distfs.shared.transport.Identity;
import io.distfs.shared.transport.MessageKind;
import io.distfs.shared.transport.NettyRpcClient;
import io.distfs.shared.transport.TransportServer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** One server of a test cluster: engine, toy state, its own transport, and wires to cut. */
final class Member implements AutoCloseable {
  private final ServerId id;
  private final ToyState state;
  private final CutClient client;
  private final TransportServer server;
  private final JRaftEngine engine;
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private volatile boolean cut;

  private Member(RaftSettings settings, ToyState state) {
    this.id = settings.self();
    this.state = state;
    ClusterMap map = settings.map();
    ServerInfo info = Objects.requireNonNull(map.server(id));
    Identity identity = Identity.server(map.cluster(), id);
    client = new CutClient(new NettyRpcClient(identity));
    engine = JRaftEngine.start(settings, state, client, failure::complete);
    server =
        TransportServer.bind(
            TransportServer.Settings.of(info.address()),
            identity,
            Map.of(
                MessageKind.RAFT,
                (request, responder) -> {
                  if (cut) {
                    request.payload().close();
                  } else {
                    engine.requests().handle(request, responder);
                  }
                }));
  }

  static Member start(RaftSettings settings, ToyState state) {
    return new Member(settings, state);
  }

  static Member start(ClusterMap map, ServerId id, Path folder) {
    return start(RaftSettings.of(id, map, folder), new ToyState());
  }

  /** Cuts this member off from all others, or heals the cut. */
  void cut(boolean now) {
    cut = now;
    client.cut(now);
  }

  ServerId id() {
    return id;
  }

  ToyState state() {
    return state;
  }

  JRaftEngine engine() {
    return engine;
  }

  /** Why the engine stopped for good. */
  CompletableFuture<Throwable> failure() {
    return failure;
  }

  CompletableFuture<Object> propose(String word) {
    return engine.propose(ByteBuffer.wrap(word.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void close() {
    engine.close();
    server.close();
    client.close();
  }
}

package io.distfs.shared.transport;

import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.id.ClusterId;
import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests over one connection per (address, lane), made when first needed and again after it
 * broke. Thread-safe.
 *
 * <p>A call beyond {@link ClientConnection#CALLS_MAX} in flight or {@link
 * ClientConnection#OUTBOUND_BYTES_MAX} not yet written on its connection ends with EAGAIN at once,
 * nothing sent: callers hold back, nothing is queued without bound. When connecting fails, what
 * waited for it ends with EHOSTDOWN, and so does every call until the next attempt is due (50 ms,
 * doubling to half a second). A server of another cluster or without a common version is EPROTO,
 * with what it wants and has. Futures complete on an event loop: dependents must not block.
 */
public final class NettyRpcClient implements RpcClient {
  private static final long TICK_MILLIS = 10;
  private static final int WHEEL_TICKS = 1024;

  private final Identity identity;
  private final AtomicReference<@Nullable ClusterId> cluster;
  private final EventLoops loops;

  /**
   * The Raft lane has a loop of its own: an entry goes to all followers at once, which one thread
   * woken once does cheapest, and its callers do more on the loop than others.
   */
  private final EventLoops raftLoop;

  private final HashedWheelTimer timer;
  private final RejectedFrames rejected = new RejectedFrames();
  private final Map<Target, ClientConnection> connections = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  private record Target(HostPort to, Lane lane) {}

  /** A client with two event loops, and one for the Raft lane if that is used. */
  public NettyRpcClient(Identity identity) {
    this.identity = identity;
    this.cluster = new AtomicReference<>(identity.cluster());
    this.loops = new EventLoops("distfs-client-net", EventLoops.THREADS);
    this.raftLoop = new EventLoops("distfs-raft-net", 1);
    this.timer =
        new HashedWheelTimer(
            new DefaultThreadFactory("distfs-client-deadline", true),
            TICK_MILLIS,
            TimeUnit.MILLISECONDS,
            WHEEL_TICKS);
  }

  @Override
  public CompletableFuture<Reply> call(
      HostPort to, Lane lane, MessageKind kind, Outgoing message, Duration deadline) {
    PendingCall call = new PendingCall(kind, message, false);
    submit(to, lane, call, deadline);
    return call.future();
  }

  @Override
  public CompletableFuture<Void> post(
      HostPort to, Lane lane, MessageKind kind, Outgoing message, Duration deadline) {
    PendingCall call = new PendingCall(kind, message, true);
    submit(to, lane, call, deadline);
    return call.future().thenAccept(reply -> {});
  }

  private void submit(HostPort to, Lane lane, PendingCall call, Duration deadline) {
    if (closed.get()) {
      call.refuse(new FsException(Errno.EHOSTDOWN, "the client is closed"));
      return;
    }
    connections
        .computeIfAbsent(new Target(to, lane), target -> connection(target.to(), target.lane()))
        .submit(call, deadline);
  }

  private ClientConnection connection(HostPort to, Lane lane) {
    EventLoops its = lane == Lane.RAFT ? raftLoop : loops;
    return new ClientConnection(
        to, lane, timer, new Connector.Shared(its, rejected, this::identity, this::met));
  }

  /** What to say in a HELLO: with the cluster, once it is known. */
  private Identity identity() {
    return new Identity(identity.role(), cluster.get(), identity.server());
  }

  /** A server answered the HELLO: the first one tells the cluster, all others must agree. */
  private void met(Hello server) throws FrameRejectedException {
    ClusterId theirs = server.identity().cluster();
    if (theirs != null) {
      cluster.compareAndSet(null, theirs);
    }
    Hello.check(cluster.get(), server);
  }

  /** The cluster this client talks to: given at its start, or learned from the first server. */
  public @Nullable ClusterId cluster() {
    return cluster.get();
  }

  /** Connections closed for what came over them. */
  public RejectedFrames rejectedFrames() {
    return rejected;
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    connections.values().forEach(ClientConnection::close);
    timer.stop();
    loops.close();
    raftLoop.close();
  }
}

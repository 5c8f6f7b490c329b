package io.distfs.server.raft;

import com.alipay.sofa.jraft.ReplicatorGroup;
import com.alipay.sofa.jraft.error.RemotingException;
import com.alipay.sofa.jraft.option.RpcOptions;
import com.alipay.sofa.jraft.rpc.InvokeCallback;
import com.alipay.sofa.jraft.rpc.InvokeContext;
import com.alipay.sofa.jraft.rpc.RpcClient;
import com.alipay.sofa.jraft.rpc.RpcRequests.AppendEntriesRequest;
import com.alipay.sofa.jraft.util.Endpoint;
import io.distfs.shared.error.FsException;
import io.distfs.shared.transport.Lane;
import io.distfs.shared.transport.MessageKind;
import io.distfs.shared.transport.Reply;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** JRaft's way out, over our transport. Thread-safe once initialised. */
final class TransportRpcClient implements RpcClient {
  private @Nullable EngineOptions options;

  /** Followers that were last sent more than a short message. */
  private final Set<Endpoint> lagging = ConcurrentHashMap.newKeySet();

  @Override
  public boolean init(RpcOptions given) {
    if (!(given instanceof EngineOptions engine)) {
      throw new IllegalStateException("JRaft hands " + given.getClass() + " to its RPC client");
    }
    options = engine;
    return true;
  }

  /** The connections are the transport's, which outlives the engine. */
  @Override
  public void shutdown() {}

  /**
   * Always true: our transport connects when needed and fails at once when it cannot, while JRaft
   * would wait for a connection holding the node's lock.
   */
  @Override
  public boolean checkConnection(Endpoint endpoint) {
    return true;
  }

  @Override
  public boolean checkConnection(Endpoint endpoint, boolean createIfAbsent) {
    return true;
  }

  /** Nothing to close: the lane belongs to the transport. */
  @Override
  public void closeConnection(Endpoint endpoint) {}

  /** Nothing to register: replicators are never stopped for want of a connection. */
  @Override
  public void registerConnectEventListener(ReplicatorGroup replicatorGroup) {}

  @Override
  public Object invokeSync(
      Endpoint endpoint, Object request, @Nullable InvokeContext context, long timeoutMillis)
      throws InterruptedException, RemotingException {
    try {
      return ReplyDelivery.decoded(send(endpoint, request, timeoutMillis).get());
    } catch (ExecutionException e) {
      throw ReplyDelivery.failure(e.getCause());
    } catch (FsException e) {
      throw ReplyDelivery.failure(e);
    }
  }

  @Override
  public void invokeAsync(
      Endpoint endpoint,
      Object request,
      @Nullable InvokeContext context,
      InvokeCallback callback,
      long timeoutMillis) {
    ReplyDelivery delivery = new ReplyDelivery(callback, inPlace(endpoint, request));
    var _ = send(endpoint, request, timeoutMillis).whenComplete(delivery);
    delivery.sent();
  }

  /**
   * Whether the reply may be worked on where it arrives. The reply to an entry makes JRaft read and
   * send what comes next: much of it, if the follower lags.
   */
  private BooleanSupplier inPlace(Endpoint endpoint, Object request) {
    if (!(request instanceof AppendEntriesRequest append)) {
      return () -> false;
    }
    boolean isShort = ShortAppend.is(append);
    if (!isShort) {
      lagging.add(endpoint);
    } else if (!ShortAppend.isHeartbeat(append)) {
      lagging.remove(endpoint);
    }
    return () -> isShort && !lagging.contains(endpoint);
  }

  private CompletableFuture<Reply> send(Endpoint endpoint, Object request, long timeoutMillis) {
    EngineOptions engine = options;
    if (engine == null) {
      throw new IllegalStateException("RPC before init");
    }
    try {
      return engine
          .transport()
          .call(
              engine.names().address(endpoint),
              Lane.RAFT,
              MessageKind.RAFT,
              RaftMessageCodec.encode(request),
              Duration.ofMillis(timeoutMillis));
    } catch (FsException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}

package io.distfs.server.raft;

import com.alipay.sofa.jraft.ReplicatorGroup;
import com.alipay.sofa.jraft.error.InvokeTimeoutException;
import com.alipay.sofa.jraft.error.RemotingException;
import com.alipay.sofa.jraft.option.RpcOptions;
import com.alipay.sofa.jraft.rpc.InvokeCallback;
import com.alipay.sofa.jraft.rpc.InvokeContext;
import com.alipay.sofa.jraft.rpc.RpcClient;
import com.alipay.sofa.jraft.util.Endpoint;
import com.google.protobuf.Message;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.transport.Lane;
import io.distfs.shared.transport.MessageKind;
import io.distfs.shared.transport.Payload;
import io.distfs.shared.transport.Reply;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** JRaft's way out, over our transport. Thread-safe once initialised. */
final class TransportRpcClient implements RpcClient {
  private @Nullable EngineOptions options;

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
      return decoded(send(endpoint, request, timeoutMillis).get());
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } catch (FsException e) {
      throw failure(e);
    }
  }

  @Override
  public void invokeAsync(
      Endpoint endpoint,
      Object request,
      @Nullable InvokeContext context,
      InvokeCallback callback,
      long timeoutMillis) {
    var _ =
        send(endpoint, request, timeoutMillis)
            .whenComplete((reply, failure) -> deliver(callback, reply, failure));
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

  /** Hands the end of a call to the executor JRaft wants: it keeps the order there. */
  private static void deliver(
      InvokeCallback callback, @Nullable Reply reply, @Nullable Throwable failure) {
    Executor executor = callback.executor();
    try {
      (executor == null ? (Executor) Runnable::run : executor)
          .execute(() -> complete(callback, reply, failure));
    } catch (RejectedExecutionException e) {
      // The node is shutting down; its closures must still end.
      complete(callback, reply, failure);
    }
  }

  private static void complete(
      InvokeCallback callback, @Nullable Reply reply, @Nullable Throwable failure) {
    if (reply == null) {
      callback.complete(null, failure(failure));
      return;
    }
    Message message;
    try {
      message = decoded(reply);
    } catch (FsException e) {
      callback.complete(null, failure(e));
      return;
    }
    callback.complete(message, null);
  }

  private static Message decoded(Reply reply) {
    try (Payload payload = reply.payload()) {
      return RaftMessageCodec.decode(reply.header(), payload);
    }
  }

  private static RemotingException failure(@Nullable Throwable given) {
    Throwable cause = given instanceof CompletionException wrapped ? wrapped.getCause() : given;
    if (cause instanceof FsException e && e.errno() == Errno.ETIMEDOUT) {
      return new InvokeTimeoutException(e.detail(), e);
    }
    return new RemotingException(String.valueOf(cause), cause);
  }
}

package io.distfs.server.raft;

import io.distfs.shared.cluster.HostPort;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.transport.Lane;
import io.distfs.shared.transport.MessageKind;
import io.distfs.shared.transport.Reply;
import io.distfs.shared.transport.RpcClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A client whose wires can be cut: then requests are lost without a word, and so are the replies to
 * those under way; callers hear nothing until their deadline. Thread-safe.
 */
final class CutClient implements RpcClient {
  private final RpcClient inner;
  private volatile boolean cut;

  CutClient(RpcClient inner) {
    this.inner = inner;
  }

  void cut(boolean now) {
    cut = now;
  }

  @Override
  public CompletableFuture<Reply> call(
      HostPort to, Lane lane, MessageKind kind, Outgoing message, Duration deadline) {
    if (cut) {
      message.payload().close();
      return lost(deadline);
    }
    return inner
        .call(to, lane, kind, message, deadline)
        .thenCompose(
            reply -> {
              if (cut) {
                reply.payload().close();
                return lost(deadline);
              }
              return CompletableFuture.completedFuture(reply);
            });
  }

  @Override
  public CompletableFuture<Void> post(
      HostPort to, Lane lane, MessageKind kind, Outgoing message, Duration deadline) {
    if (cut) {
      message.payload().close();
      return CompletableFuture.completedFuture(null);
    }
    return inner.post(to, lane, kind, message, deadline);
  }

  private static <T> CompletableFuture<T> lost(Duration deadline) {
    return CompletableFuture.supplyAsync(
        () -> {
          throw new FsException(Errno.ETIMEDOUT, "the wire is cut");
        },
        CompletableFuture.delayedExecutor(deadline.toMillis(), TimeUnit.MILLISECONDS));
  }

  @Override
  public void close() {
    inner.close();
  }
}

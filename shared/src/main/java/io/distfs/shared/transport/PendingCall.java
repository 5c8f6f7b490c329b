package io.distfs.shared.transport;

import io.netty.util.Timeout;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way through a {@link ClientConnection}; a post is one that ends when written.
 * Confined to the connection's event loop once submitted.
 */
final class PendingCall {
  private final MessageKind kind;
  private final RpcClient.Outgoing message;
  private final boolean oneWay;
  private final int bytes;
  private final CompletableFuture<Reply> future = new CompletableFuture<>();
  private @Nullable Timeout timeout;
  private boolean ended;
  private long id = -1;

  PendingCall(MessageKind kind, RpcClient.Outgoing message, boolean oneWay) {
    this.kind = kind;
    this.message = message;
    this.oneWay = oneWay;
    this.bytes = FrameEncoder.bytes(message.header(), message.payload());
  }

  MessageKind kind() {
    return kind;
  }

  RpcClient.Outgoing message() {
    return message;
  }

  boolean isOneWay() {
    return oneWay;
  }

  /** Bytes on the wire. */
  int bytes() {
    return bytes;
  }

  CompletableFuture<Reply> future() {
    return future;
  }

  void expireBy(Timeout armed) {
    timeout = armed;
  }

  void sentAs(long requestId) {
    id = requestId;
  }

  /** The request id, -1 if it was not sent as a request. */
  long id() {
    return id;
  }

  /** What a post ends with. */
  static Reply written() {
    return new Reply(ByteBuffer.allocate(0), Payload.empty());
  }

  boolean isEnded() {
    return ended;
  }

  /** Ends it once; later ends are ignored and return false. */
  boolean end() {
    if (ended) {
      return false;
    }
    ended = true;
    Timeout armed = timeout;
    if (armed != null) {
      armed.cancel();
    }
    return true;
  }

  /** Ends a call that was never admitted. */
  void refuse(RuntimeException cause) {
    message.payload().close();
    future.completeExceptionally(cause);
  }
}

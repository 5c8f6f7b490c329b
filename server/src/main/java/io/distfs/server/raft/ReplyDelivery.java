package io.distfs.server.raft;

import com.alipay.sofa.jraft.error.InvokeTimeoutException;
import com.alipay.sofa.jraft.error.RemotingException;
import com.alipay.sofa.jraft.rpc.InvokeCallback;
import com.google.protobuf.Message;
import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.distfs.shared.transport.Payload;
import io.distfs.shared.transport.Reply;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands the end of one call to JRaft: in place, on the event loop the reply came over, where that
 * is short work, else on the executor JRaft names. One commit has a reply of each follower, and a
 * hop to another thread costs more than what is done there.
 *
 * <p>Failures always go to the executor: a call that fails at once ends while its sender holds
 * locks that the callback takes as well. JRaft numbers its requests, so replies may overtake each
 * other.
 */
final class ReplyDelivery implements BiConsumer<@Nullable Reply, @Nullable Throwable> {
  private final InvokeCallback callback;
  private final BooleanSupplier inPlace;
  private final Thread sender = Thread.currentThread();

  /** Read and written by the sender only. */
  private boolean sent;

  /**
   * To be made by the thread that sends.
   *
   * @param inPlace asked when the reply is there
   */
  ReplyDelivery(InvokeCallback callback, BooleanSupplier inPlace) {
    this.callback = callback;
    this.inPlace = inPlace;
  }

  /** The sender is done with sending: from now on, what ends on its thread ends in its own turn. */
  void sent() {
    sent = true;
  }

  @Override
  public void accept(@Nullable Reply reply, @Nullable Throwable failure) {
    boolean underSender = Thread.currentThread() == sender && !sent;
    if (reply != null && !underSender && inPlace.getAsBoolean()) {
      complete(reply, null);
      return;
    }
    Executor executor = callback.executor();
    try {
      (executor == null ? (Executor) Runnable::run : executor)
          .execute(() -> complete(reply, failure));
    } catch (RejectedExecutionException e) {
      // The node is shutting down; its closures must still end.
      complete(reply, failure);
    }
  }

  private void complete(@Nullable Reply reply, @Nullable Throwable failure) {
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

  static Message decoded(Reply reply) {
    try (Payload payload = reply.payload()) {
      return RaftMessageCodec.decode(reply.header(), payload);
    }
  }

  static RemotingException failure(@Nullable Throwable given) {
    Throwable cause = given instanceof CompletionException wrapped ? wrapped.getCause() : given;
    if (cause instanceof FsException e && e.errno() == Errno.ETIMEDOUT) {
      return new InvokeTimeoutException(e.detail(), e);
    }
    return new RemotingException(String.valueOf(cause), cause);
  }
}

package io.distfs.shared.transport;

import io.distfs.shared.error.Errno;
import io.distfs.shared.id.ServerId;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers one request over its channel. Thread-safe; the second answer is a broken invariant. */
final class ChannelResponder implements Responder {
  private static final Logger LOG = LoggerFactory.getLogger(ChannelResponder.class);

  private final Channel channel;
  private final int kind;
  private final long requestId;
  private final Runnable onWritten;
  private final AtomicBoolean answered = new AtomicBoolean();

  /**
   * @param onWritten runs once, when the reply is with the operating system or will never be
   */
  ChannelResponder(Channel channel, int kind, long requestId, Runnable onWritten) {
    this.channel = channel;
    this.kind = kind;
    this.requestId = requestId;
    this.onWritten = onWritten;
  }

  @Override
  public void reply(ByteBuffer header, Payload payload) {
    if (FrameEncoder.fits(kind, header, payload)) {
      answer(FrameType.REPLY_OK, header, payload);
      return;
    }
    LOG.error("reply to kind {} of {} + {} bytes", kind, header.remaining(), payload.bytes());
    String size = header.remaining() + " + " + payload.bytes() + " bytes";
    payload.close();
    fail(Errno.EOVERFLOW, "the reply of " + size + " is longer than a frame may be");
  }

  @Override
  public void fail(Errno errno, String message) {
    answer(FrameType.REPLY_ERROR, FailureCodec.encodeError(errno, message), Payload.empty());
  }

  @Override
  public void redirect(@Nullable ServerId leader) {
    answer(FrameType.REPLY_REDIRECT, FailureCodec.encodeRedirect(leader), Payload.empty());
  }

  /** {@inheritDoc} An event loop runs its tasks after it has read from all channels. */
  @Override
  public void afterArrivals(Runnable task) {
    EventLoop loop = channel.eventLoop();
    if (loop.inEventLoop() && !loop.isShuttingDown()) {
      loop.execute(task);
    } else {
      task.run();
    }
  }

  @Override
  public void afterWhile(long nanos, Runnable task) {
    try {
      var _ = channel.eventLoop().schedule(task, nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("the event loop has ended; not waiting", e);
      task.run();
    }
  }

  private void answer(FrameType type, ByteBuffer header, Payload payload) {
    if (!answered.compareAndSet(false, true)) {
      payload.close();
      throw new IllegalStateException("request " + requestId + " answered twice, now " + type);
    }
    FrameEncoder.write(channel, type, kind, requestId, header, payload)
        .addListener(written -> onWritten.run());
  }
}

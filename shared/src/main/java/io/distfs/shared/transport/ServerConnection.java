package io.distfs.shared.transport;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's end of one connection: HELLO first, then requests to their handlers. Confined to the
 * event loop of its channel, but for the counts, which replies and released payloads lower from any
 * thread.
 *
 * <p>Back-pressure: nothing more is read while {@link #UNANSWERED_MAX} requests wait for their
 * reply, {@link #HELD_BYTES_MAX} bytes of received payloads are not released, or the peer does not
 * take its replies.
 */
final class ServerConnection extends ChannelInboundHandlerAdapter {
  static final int UNANSWERED_MAX = 4096;
  static final long HELD_BYTES_MAX = 64L << 20;
  static final long HELLO_MILLIS_MAX = 5_000;

  private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);

  private final Identity identity;
  private final Map<MessageKind, RequestHandler> handlers;
  private final AtomicInteger unanswered = new AtomicInteger();
  private final AtomicLong heldBytes = new AtomicLong();
  private @Nullable Hello peer;

  ServerConnection(Identity identity, Map<MessageKind, RequestHandler> handlers) {
    this.identity = identity;
    this.handlers = handlers;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    var _ =
        context
            .executor()
            .schedule(
                () -> {
                  if (peer == null && context.channel().isActive()) {
                    refuse(context, RejectReason.HELLO, "none within " + HELLO_MILLIS_MAX + " ms");
                  }
                },
                HELLO_MILLIS_MAX,
                TimeUnit.MILLISECONDS);
    context.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    Frame frame = (Frame) message;
    if (frame.type().isReply()) {
      frame.payload().close();
      refuse(context, RejectReason.TYPE, "a reply to a server");
    } else if (peer == null) {
      greet(context, frame);
    } else {
      dispatch(context.channel(), frame);
    }
  }

  private void greet(ChannelHandlerContext context, Frame frame) {
    frame.payload().close();
    if (frame.kind() != MessageKind.HELLO.number() || frame.type() != FrameType.REQUEST) {
      refuse(context, RejectReason.HELLO, "first frame is of kind " + frame.kind());
      return;
    }
    try {
      Hello hello = Hello.decode(frame.header());
      Hello.check(identity.cluster(), hello);
      peer = hello;
      var _ = send(context.channel(), FrameType.REPLY_OK, frame, Hello.of(identity).encode());
    } catch (FrameRejectedException e) {
      // The one case where the peer is told before the close: its operator can do something.
      ByteBuffer error = FailureCodec.encodeError(Errno.EPROTO, e.reasonAndValues());
      send(context.channel(), FrameType.REPLY_ERROR, frame, error)
          .addListener(ChannelFutureListener.CLOSE);
      context.pipeline().get(FrameDecoder.class).stop(context.channel(), e);
    }
  }

  private static ChannelFuture send(
      Channel channel, FrameType type, Frame request, ByteBuffer header) {
    return FrameEncoder.write(
        channel, type, request.kind(), request.requestId(), header, Payload.empty());
  }

  private void dispatch(Channel channel, Frame frame) {
    Payload payload = held(channel, frame.payload());
    Responder responder = responder(channel, frame);
    MessageKind kind = MessageKind.of(frame.kind());
    RequestHandler handler = kind == null ? null : handlers.get(kind);
    if (kind == null || handler == null) {
      payload.close();
      responder.fail(Errno.EOPNOTSUPP, "message kind " + frame.kind() + " is not served here");
      return;
    }
    handle(handler, new Request(kind, frame.header(), payload), responder);
  }

  private static void handle(RequestHandler handler, Request request, Responder responder) {
    try {
      handler.handle(request, responder);
    } catch (NotLeaderException e) {
      responder.redirect(e.leader());
    } catch (FsException e) {
      responder.fail(e.errno(), e.detail());
    } catch (RuntimeException e) {
      // The end of the line for a handler's own bug: it costs this request, not the connection.
      LOG.error("handler of {} failed", request.kind(), e);
      responder.fail(Errno.EIO, "handler of " + request.kind() + " failed: " + e);
    }
  }

  private Responder responder(Channel channel, Frame frame) {
    if (frame.type() == FrameType.ONE_WAY) {
      return new SilentResponder(frame.kind());
    }
    unanswered.incrementAndGet();
    pace(channel);
    return new ChannelResponder(
        channel,
        frame.kind(),
        frame.requestId(),
        () -> {
          unanswered.decrementAndGet();
          paceSoon(channel);
        });
  }

  /** Counts a payload until its last owner has closed it. */
  private Payload held(Channel channel, Payload payload) {
    if (payload instanceof NettyPayload received) {
      int bytes = received.bytes();
      heldBytes.addAndGet(bytes);
      received.onRelease(
          () -> {
            heldBytes.addAndGet(-bytes);
            paceSoon(channel);
          });
      pace(channel);
    }
    return payload;
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    pace(context.channel());
    context.fireChannelWritabilityChanged();
  }

  private void paceSoon(Channel channel) {
    if (!channel.config().isAutoRead() && channel.isActive()) {
      channel.eventLoop().execute(() -> pace(channel));
    }
  }

  private void pace(Channel channel) {
    boolean read =
        unanswered.get() < UNANSWERED_MAX
            && heldBytes.get() < HELD_BYTES_MAX
            && channel.isWritable();
    if (channel.config().isAutoRead() != read) {
      channel.config().setAutoRead(read);
    }
  }

  private static void refuse(ChannelHandlerContext context, RejectReason reason, String values) {
    FrameDecoder decoder = context.pipeline().get(FrameDecoder.class);
    decoder.refuse(context, new FrameRejectedException(reason, values));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.info("connection of {} broke: {}", context.channel().remoteAddress(), cause.toString());
    var _ = context.close();
  }
}

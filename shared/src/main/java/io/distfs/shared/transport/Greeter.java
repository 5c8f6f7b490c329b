package io.distfs.shared.transport;

import io.distfs.shared.error.Errno;
import io.distfs.shared.error.FsException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;

/**
 * The client's handler on a channel: says HELLO, waits for the server's, then passes replies on.
 * Confined to the event loop of its channel.
 */
final class Greeter extends ChannelInboundHandlerAdapter {
  static final long HELLO_MILLIS_MAX = 2_000;

  private static final long HELLO_REQUEST_ID = 0;

  private final Identity identity;
  private final Agreement agreement;
  private final Listener listener;
  private boolean greeted;
  private boolean ended;

  /** Decides whether the server that answered is one to talk to. */
  @FunctionalInterface
  interface Agreement {
    void met(Hello server) throws FrameRejectedException;
  }

  /** Learns what becomes of a channel: ready at most once, in the end ended exactly once. */
  interface Listener {
    void ready(Channel channel);

    /** A reply; the listener owns its payload. */
    void arrived(Frame reply);

    void ended(FsException cause);
  }

  Greeter(Identity identity, Agreement agreement, Listener listener) {
    this.identity = identity;
    this.agreement = agreement;
    this.listener = listener;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    var _ =
        FrameEncoder.write(
            context.channel(),
            FrameType.REQUEST,
            MessageKind.HELLO.number(),
            HELLO_REQUEST_ID,
            Hello.of(identity).encode(),
            Payload.empty());
    var _ =
        context
            .executor()
            .schedule(
                () -> {
                  if (!greeted) {
                    end(context, Errno.EHOSTDOWN, "no HELLO within " + HELLO_MILLIS_MAX + " ms");
                  }
                },
                HELLO_MILLIS_MAX,
                TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    Frame frame = (Frame) message;
    if (!frame.type().isReply()) {
      frame.payload().close();
      refuse(context, new FrameRejectedException(RejectReason.TYPE, "a request to a client"));
    } else if (greeted) {
      listener.arrived(frame);
    } else {
      greet(context, frame);
    }
  }

  private void greet(ChannelHandlerContext context, Frame frame) {
    frame.payload().close();
    if (frame.kind() != MessageKind.HELLO.number() || frame.type() == FrameType.REPLY_REDIRECT) {
      refuse(context, new FrameRejectedException(RejectReason.HELLO, "kind " + frame.kind()));
      return;
    }
    if (frame.type() == FrameType.REPLY_ERROR) {
      FsException error = FailureCodec.decodeError(frame.header());
      end(context, error);
      return;
    }
    try {
      agreement.met(Hello.decode(frame.header()));
    } catch (FrameRejectedException e) {
      refuse(context, e);
      return;
    }
    greeted = true;
    listener.ready(context.channel());
  }

  private void refuse(ChannelHandlerContext context, FrameRejectedException e) {
    context.pipeline().get(FrameDecoder.class).stop(context.channel(), e);
    end(context, Errno.EPROTO, e.reasonAndValues());
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    end(context, Errno.EHOSTDOWN, "the connection was closed");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    end(context, Errno.EHOSTDOWN, "the connection broke: " + cause);
  }

  private void end(ChannelHandlerContext context, Errno errno, String why) {
    end(context, new FsException(errno, context.channel().remoteAddress() + ": " + why));
  }

  private void end(ChannelHandlerContext context, FsException cause) {
    if (!ended) {
      ended = true;
      var _ = context.close();
      listener.ended(cause);
    }
  }
}

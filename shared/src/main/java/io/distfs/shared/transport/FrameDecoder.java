package io.distfs.shared.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes frames out of received bytes. Confined to the event loop of its channel.
 *
 * <p>Nothing is allocated before the fixed part with its lengths has been checked. A payload that
 * arrived in one piece is a slice of the receive buffer; one that spans several is gathered in one
 * buffer of exactly its size, so that handlers see one contiguous view, and a long rest of it is
 * read from the socket right there. The first bad byte closes the connection: after it nothing
 * tells where the next frame begins.
 */
final class FrameDecoder extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(FrameDecoder.class);

  /** A shorter rest is read with what follows it, and copied: less than a system call costs. */
  private static final int IN_PLACE_BYTES_MIN = 16 << 10;

  private final RejectedFrames rejected;
  private final ByteBuffer fixed =
      ByteBuffer.allocate(FrameLayout.FIXED_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private @Nullable FrameHeader frame;
  private byte[] header = new byte[0];
  private int headerFilled;
  private @Nullable ByteBuf payload;
  private boolean refused;

  FrameDecoder(RejectedFrames rejected) {
    this.rejected = rejected;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ChannelConfig config = context.channel().config();
    config.setRecvByteBufAllocator(
        new InPlaceReceive(config.getRecvByteBufAllocator(), this::longRest));
  }

  private @Nullable ByteBuf longRest() {
    ByteBuf gathered = payload;
    return gathered != null && gathered.writableBytes() >= IN_PLACE_BYTES_MIN ? gathered : null;
  }

  @SuppressWarnings("ReferenceEquality") // the very buffer; equals compares the bytes
  private boolean isReadInPlace(ByteBuf in) {
    return in == payload;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      FrameHeader current = frame;
      if (current != null && isReadInPlace(in)) {
        if (!in.isWritable()) {
          deliver(context, current);
        }
        return;
      }
      while (in.isReadable() && !refused) {
        advance(context, in);
      }
    } catch (FrameRejectedException e) {
      refuse(context, e);
    } finally {
      in.release();
    }
  }

  private void advance(ChannelHandlerContext context, ByteBuf in) throws FrameRejectedException {
    FrameHeader current = frame;
    if (current == null) {
      current = readFixed(in);
      if (current == null) {
        return;
      }
      frame = current;
      header = new byte[current.headerBytes()];
      headerFilled = 0;
    }
    if (readHeader(in, current) && readPayload(in, current)) {
      deliver(context, current);
    }
  }

  private @Nullable FrameHeader readFixed(ByteBuf in) throws FrameRejectedException {
    int count = Math.min(in.readableBytes(), fixed.remaining());
    fixed.limit(fixed.position() + count);
    in.readBytes(fixed);
    fixed.limit(FrameLayout.FIXED_BYTES);
    if (fixed.hasRemaining()) {
      return null;
    }
    fixed.clear();
    return FrameHeader.decode(fixed);
  }

  private boolean readHeader(ByteBuf in, FrameHeader current) throws FrameRejectedException {
    if (headerFilled < header.length) {
      int count = Math.min(in.readableBytes(), header.length - headerFilled);
      in.readBytes(header, headerFilled, count);
      headerFilled += count;
      if (headerFilled < header.length) {
        return false;
      }
      current.verify(header);
    }
    return true;
  }

  private boolean readPayload(ByteBuf in, FrameHeader current) {
    int want = current.payloadBytes();
    if (want == 0) {
      return true;
    }
    ByteBuf gathered = payload;
    if (gathered == null) {
      if (in.readableBytes() >= want) {
        payload = in.readRetainedSlice(want);
        return true;
      }
      gathered = SocketOptions.payload(want);
      payload = gathered;
    }
    gathered.writeBytes(in, Math.min(in.readableBytes(), gathered.writableBytes()));
    return !gathered.isWritable();
  }

  private void deliver(ChannelHandlerContext context, FrameHeader current) {
    ByteBuf bulk = payload;
    Frame complete =
        new Frame(
            current.type(),
            current.kind(),
            current.requestId(),
            ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN),
            bulk == null ? Payload.empty() : new NettyPayload(bulk));
    frame = null;
    payload = null;
    context.fireChannelRead(complete);
  }

  /** Counts, says so, and closes. */
  void refuse(ChannelHandlerContext context, FrameRejectedException e) {
    stop(context.channel(), e);
    var _ = context.close();
  }

  /** Counts and says so; whatever else arrives is ignored. */
  void stop(Channel channel, FrameRejectedException e) {
    if (!refused) {
      refused = true;
      rejected.add(e.reason());
      LOG.info("closing the connection of {}: {}", channel.remoteAddress(), e.reasonAndValues());
      dropPartial();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (!refused && (frame != null || fixed.position() > 0)) {
      refused = true;
      rejected.add(RejectReason.TRUNCATED);
    }
    dropPartial();
    context.fireChannelInactive();
  }

  private void dropPartial() {
    ByteBuf partial = payload;
    payload = null;
    frame = null;
    if (partial != null) {
      partial.release();
    }
  }
}

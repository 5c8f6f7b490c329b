package io.distfs.shared.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.nio.ByteBuffer;

/** Writes frames to a channel. Stateless; callable from any thread. */
final class FrameEncoder {
  private FrameEncoder() {}

  /** Whether both parts are within what a receiver accepts. */
  static boolean fits(int kind, ByteBuffer header, Payload payload) {
    return header.remaining() <= FrameLayout.HEADER_BYTES_MAX
        && payload.bytes() <= FrameLayout.payloadBytesMax(kind);
  }

  /** Bytes on the wire. */
  static int bytes(ByteBuffer header, Payload payload) {
    return FrameLayout.FIXED_BYTES + header.remaining() + payload.bytes();
  }

  /**
   * Writes one frame and flushes; the header is copied before this returns, the payload is taken
   * over and closed when the bytes are with the operating system or the write has failed.
   */
  static ChannelFuture write(
      Channel channel,
      FrameType type,
      int kind,
      long requestId,
      ByteBuffer header,
      Payload payload) {
    FrameHeader fixed =
        new FrameHeader(
            type,
            kind,
            requestId,
            header.remaining(),
            payload.bytes(),
            FrameHeader.crc(header.duplicate()));
    // Listeners run on whatever thread ends the write: the channel's own event loop may be gone.
    ChannelPromise written =
        new DefaultChannelPromise(channel, ImmediateEventExecutor.INSTANCE)
            .addListener(done -> payload.close());
    ByteBuf head = head(channel.alloc(), fixed, header);
    if (payload.bytes() == 0) {
      return channel.writeAndFlush(head, written);
    }
    ByteBuf bulk =
        payload instanceof NettyPayload received
            ? received.retainedBuffer()
            : Unpooled.wrappedBuffer(payload.views());
    // One task for both parts: from another thread each write would be queued on its own, and the
    // parts of two frames could interleave.
    return channel.writeAndFlush(Unpooled.wrappedUnmodifiableBuffer(head, bulk), written);
  }

  private static ByteBuf head(ByteBufAllocator allocator, FrameHeader fixed, ByteBuffer header) {
    ByteBuf head = allocator.ioBuffer(FrameLayout.FIXED_BYTES + header.remaining());
    head.writeBytes(fixed.encode());
    head.writeBytes(header.duplicate());
    return head;
  }
}

package io.distfs.shared.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
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
    ByteBuf head = head(channel.alloc(), fixed, header);
    if (payload.bytes() == 0) {
      payload.close();
      return channel.writeAndFlush(head);
    }
    ByteBuf bulk =
        payload instanceof NettyPayload received
            ? received.retainedBuffer()
            : Unpooled.wrappedBuffer(payload.views());
    // One task for both parts: from another thread each write would be queued on its own, and the
    // parts of two frames could interleave.
    ByteBuf whole = Unpooled.wrappedUnmodifiableBuffer(head, bulk);
    ChannelFuture written = channel.writeAndFlush(whole);
    written.addListener(done -> payload.close());
    return written;
  }

  private static ByteBuf head(ByteBufAllocator allocator, FrameHeader fixed, ByteBuffer header) {
    ByteBuf head = allocator.ioBuffer(FrameLayout.FIXED_BYTES + header.remaining());
    head.writeBytes(fixed.encode());
    head.writeBytes(header.duplicate());
    return head;
  }
}

package io.distfs.shared.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;

/** Socket options both ends use. */
final class SocketOptions {
  /** Flushes joined into one system call while others are under way. */
  static final int FLUSHES_JOINED_MAX = 64;

  /**
   * A connection with bytes unacknowledged for so long is dead; without it a peer that vanished
   * without a word would be noticed only by each call's deadline, for a quarter of an hour.
   */
  private static final int UNACKNOWLEDGED_MILLIS_MAX = 10_000;

  private static final int RECEIVE_BYTES_FIRST = 16 << 10;
  private static final int RECEIVE_BYTES_MIN = 2 << 10;

  /** Small messages by the dozen; of a long payload only what comes with its header is copied. */
  private static final int RECEIVE_BYTES_MAX = 32 << 10;

  private static final int UNWRITABLE_ABOVE_BYTES = 16 << 20;
  private static final int WRITABLE_BELOW_BYTES = 8 << 20;

  private static final int PAYLOAD_ALIGNMENT_BYTES = 4096;

  /**
   * Arenas of 4 MiB chunks, which are kept. Netty's default allocator gives the chunks of buffers
   * as large as a block piece back at once, and every new one is zeroed first.
   */
  private static final PooledByteBufAllocator BUFFERS = buffers(0);

  private static final PooledByteBufAllocator PAYLOADS = buffers(PAYLOAD_ALIGNMENT_BYTES);

  private SocketOptions() {}

  /**
   * Room for exactly that many bytes of a payload, aligned to pages up to 4 MiB: a block file takes
   * those past the page cache without a copy (O_DIRECT). Of what is larger than a chunk, an
   * allocator that aligns gives more than was asked for.
   */
  static ByteBuf payload(int bytes) {
    boolean aligned = bytes <= PAYLOADS.metric().chunkSize();
    return (aligned ? PAYLOADS : BUFFERS).directBuffer(bytes, bytes);
  }

  private static PooledByteBufAllocator buffers(int alignmentBytes) {
    return new PooledByteBufAllocator(
        true,
        0,
        EventLoops.THREADS,
        PooledByteBufAllocator.defaultPageSize(),
        PooledByteBufAllocator.defaultMaxOrder(),
        PooledByteBufAllocator.defaultSmallCacheSize(),
        PooledByteBufAllocator.defaultNormalCacheSize(),
        false,
        alignmentBytes);
  }

  static void apply(Channel channel, boolean epoll) {
    channel.config().setOption(ChannelOption.TCP_NODELAY, true);
    channel.config().setAllocator(BUFFERS);
    channel
        .config()
        .setRecvByteBufAllocator(
            new AdaptiveRecvByteBufAllocator(
                RECEIVE_BYTES_MIN, RECEIVE_BYTES_FIRST, RECEIVE_BYTES_MAX));
    channel
        .config()
        .setWriteBufferWaterMark(
            new WriteBufferWaterMark(WRITABLE_BELOW_BYTES, UNWRITABLE_ABOVE_BYTES));
    if (epoll) {
      channel.config().setOption(EpollChannelOption.TCP_USER_TIMEOUT, UNACKNOWLEDGED_MILLIS_MAX);
    }
  }
}

package io.distfs.shared.transport;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/**
 * Memory for a payload that no connection brings, from the pool of those that one does. Aligned to
 * 4 KiB up to 4 MiB. Whoever has it either hands it on as a payload or releases it.
 */
public final class PayloadMemory {
  private final ByteBuf buffer;

  private PayloadMemory(ByteBuf buffer) {
    this.buffer = buffer;
  }

  /** Room for that many bytes, of whatever content. */
  public static PayloadMemory of(int bytes) {
    return new PayloadMemory(SocketOptions.payload(bytes));
  }

  /** All of it, to be filled. */
  public ByteBuffer bytes() {
    return buffer.nioBuffer(0, buffer.capacity());
  }

  /** The first bytes, filled by now, as a payload that gives the memory back. */
  public Payload toPayload(int bytes) {
    return new NettyPayload(buffer.writerIndex(bytes));
  }

  /** Gives the memory back. */
  public void release() {
    buffer.release();
  }
}

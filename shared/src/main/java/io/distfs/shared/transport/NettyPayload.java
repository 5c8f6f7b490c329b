package io.distfs.shared.transport;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A received payload over Netty's buffer. Thread-safe for reading. It counts owners itself: slices
 * share the count of the whole receive buffer, which says nothing about this payload.
 */
final class NettyPayload implements Payload {
  private final ByteBuf buffer;
  private final int bytes;
  private final AtomicInteger owners = new AtomicInteger(1);
  private Runnable onRelease = () -> {};

  /** Takes over the caller's reference. */
  NettyPayload(ByteBuf buffer) {
    this.buffer = buffer;
    this.bytes = buffer.readableBytes();
  }

  /** What to run when the last owner closes; set before the payload is handed on. */
  void onRelease(Runnable hook) {
    onRelease = hook;
  }

  @Override
  public int bytes() {
    return bytes;
  }

  @Override
  public ByteBuffer[] views() {
    ByteBuffer[] views = buffer.nioBuffers();
    for (int i = 0; i < views.length; i++) {
      views[i] = views[i].asReadOnlyBuffer();
    }
    return views;
  }

  /** The same bytes for sending on, without going through views. */
  ByteBuf retainedBuffer() {
    return buffer.retainedDuplicate();
  }

  @Override
  public Payload retain() {
    int before = owners.getAndIncrement();
    if (before <= 0) {
      throw new IllegalStateException("payload retained after its release");
    }
    return this;
  }

  @Override
  public void close() {
    int left = owners.decrementAndGet();
    if (left == 0) {
      buffer.release();
      onRelease.run();
    } else if (left < 0) {
      throw new IllegalStateException("payload closed more often than retained");
    }
  }
}

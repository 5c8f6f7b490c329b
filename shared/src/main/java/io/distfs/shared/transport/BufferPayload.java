package io.distfs.shared.transport;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/** A payload over buffers somebody else owns. Thread-safe. */
final class BufferPayload implements Payload {
  static final BufferPayload EMPTY = new BufferPayload(new ByteBuffer[0], () -> {});

  private final ByteBuffer[] views;
  private final Runnable onRelease;
  private final int bytes;
  private final AtomicInteger owners = new AtomicInteger(1);

  BufferPayload(ByteBuffer[] buffers, Runnable onRelease) {
    this.views = new ByteBuffer[buffers.length];
    int sum = 0;
    for (int i = 0; i < buffers.length; i++) {
      views[i] = buffers[i].asReadOnlyBuffer();
      sum += buffers[i].remaining();
    }
    this.bytes = sum;
    this.onRelease = onRelease;
  }

  @Override
  public int bytes() {
    return bytes;
  }

  @Override
  public ByteBuffer[] views() {
    ByteBuffer[] copies = new ByteBuffer[views.length];
    for (int i = 0; i < views.length; i++) {
      copies[i] = views[i].duplicate();
    }
    return copies;
  }

  @Override
  public Payload retain() {
    if (this == EMPTY) {
      return this;
    }
    int before = owners.getAndIncrement();
    if (before <= 0) {
      throw new IllegalStateException("payload retained after its release");
    }
    return this;
  }

  @Override
  public void close() {
    if (this == EMPTY) {
      return;
    }
    int left = owners.decrementAndGet();
    if (left == 0) {
      onRelease.run();
    } else if (left < 0) {
      throw new IllegalStateException("payload closed more often than retained");
    }
  }
}

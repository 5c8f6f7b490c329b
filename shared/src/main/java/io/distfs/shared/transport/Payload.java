package io.distfs.shared.transport;

import java.nio.ByteBuffer;

/**
 * The bulk bytes of a message, outside its header, as buffers that are never copied into Java
 * arrays. Reference-counted: whoever receives one closes it; {@link #retain} adds an owner.
 * Thread-safe for reading.
 */
public interface Payload extends AutoCloseable {
  /** Number of bytes. */
  int bytes();

  /** Read-only views of the bytes, in order; valid until this owner closes. */
  ByteBuffer[] views();

  /** One more owner of the same bytes. */
  Payload retain();

  /** Gives up this owner; the last one frees the bytes (or runs the release hook). */
  @Override
  void close();

  /** No bytes. */
  static Payload empty() {
    return BufferPayload.EMPTY;
  }

  /** These buffers' remaining bytes, without a copy; they must not change until released. */
  static Payload of(ByteBuffer... buffers) {
    return new BufferPayload(buffers, () -> {});
  }

  /** As {@link #of(ByteBuffer...)}, running {@code onRelease} once when the last owner closes. */
  static Payload of(Runnable onRelease, ByteBuffer... buffers) {
    return new BufferPayload(buffers, onRelease);
  }
}

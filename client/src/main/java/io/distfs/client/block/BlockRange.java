package io.distfs.client.block;

import io.distfs.shared.transport.Payload;
import java.nio.ByteBuffer;

/**
 * Verified bytes of a block. The receiver closes it.
 *
 * @param offset of the first byte within the block, a multiple of 4096
 */
public record BlockRange(int offset, Payload payload) implements AutoCloseable {
  /** Copies from a place in the block on what it has and the destination takes. */
  public int copy(int at, ByteBuffer destination) {
    int skip = at - offset;
    int length = Math.max(0, Math.min(payload.bytes() - skip, destination.remaining()));
    for (ByteBuffer part : BlockBuffers.slice(payload.views(), skip, length)) {
      destination.put(part);
    }
    return length;
  }

  @Override
  public void close() {
    payload.close();
  }
}

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
    int copied = 0;
    for (ByteBuffer view : payload.views()) {
      if (skip >= view.remaining()) {
        skip -= view.remaining();
        continue;
      }
      int take = Math.min(view.remaining() - skip, destination.remaining());
      destination.put(view.slice(view.position() + skip, take));
      copied += take;
      skip = 0;
    }
    return copied;
  }

  @Override
  public void close() {
    payload.close();
  }
}

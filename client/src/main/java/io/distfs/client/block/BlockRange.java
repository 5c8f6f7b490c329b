package io.distfs.client.block;

import io.distfs.shared.transport.Payload;

/**
 * Verified bytes of a block. The receiver closes it.
 *
 * @param offset of the first byte within the block, a multiple of 4096
 */
public record BlockRange(int offset, Payload payload) implements AutoCloseable {
  @Override
  public void close() {
    payload.close();
  }
}

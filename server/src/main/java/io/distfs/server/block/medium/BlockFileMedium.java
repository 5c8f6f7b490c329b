package io.distfs.server.block.medium;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * The storage of one block file: memory whose changes {@link #force} makes durable. Any unforced
 * change may be durable or not, page by page or torn within one, after a crash. Thread-safe;
 * whoever closes it knows that nobody uses the memory any more.
 */
public interface BlockFileMedium {
  /** The file's bytes. Access may throw InternalError when the device cannot read a page. */
  MemorySegment memory();

  /**
   * Puts all remaining bytes of a buffer at an offset, as storing them in {@link #memory} would,
   * but cheaper for many: a store into a mapped page that is clean or new stops at a fault, page by
   * page.
   */
  void write(long offset, ByteBuffer bytes) throws IOException;

  /** Makes durable every change made before the call; after a failure nothing is known. */
  void force() throws IOException;

  /** Name for messages. */
  String name();

  /** Releases the memory. Forces nothing. */
  void close();
}
